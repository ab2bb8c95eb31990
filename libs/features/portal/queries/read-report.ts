import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { AccessDocuments } from '#features/access-document/documents';
import { Catalogues } from '#libs/catalogue';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import { accessPage, accessPdf, fieldsOfDocument, languageIn } from '#libs/features/access-document';
import { Describe } from '#libs/http/schema';
import { Clock, type Uuid } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';

export class ReadReportQuery {
  @Describe('A page that prints, where left out.')
  @IsOptional()
  @IsIn(['html', 'pdf'])
  readonly format?: 'html' | 'pdf';

  @Describe('That of the person, where left out.')
  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;
}

/** Everything that is held on a subject in words: as one page that prints, or as a PDF. A look at it (P08, P09). */
export class ReadReport extends Query<string | Buffer> {
  constructor(
    readonly subject: Uuid,
    readonly asked: ReadReportQuery,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadReport)
export class ReadReportHandler implements IQueryHandler<ReadReport> {
  constructor(
    private readonly documents: AccessDocuments,
    private readonly looks: Looks,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  async execute({ subject, asked, purpose, position, context }: ReadReport): Promise<string | Buffer> {
    await this.looks.requireWhole(subject, purpose, context);
    const document = await this.documents.of(subject, position);
    await this.looks.record(subject, 'report', purpose, context, fieldsOfDocument(document));
    const catalogue = this.catalogues.current(this.clock.now());
    const language = asked.language ?? languageIn(document);
    return asked.format === 'pdf'
      ? accessPdf(document, catalogue, language)
      : accessPage(document, catalogue, language);
  }
}
