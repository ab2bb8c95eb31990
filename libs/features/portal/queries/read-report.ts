import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import type { Uuid } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import { reportPage } from '../report';
import { Views, type Reader } from '../views';

export class ReadReportQuery {
  @IsIn(LANGUAGES)
  readonly language!: Language;
}

/** Everything that is held on a subject as one page that prints, in HTML: a look at it (P08, P09). */
export class ReadReport extends Query<string> {
  constructor(
    readonly subject: Uuid,
    readonly language: Language,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
    readonly reader: Reader,
  ) {
    super();
  }
}

@QueryHandler(ReadReport)
export class ReadReportHandler implements IQueryHandler<ReadReport> {
  constructor(
    private readonly views: Views,
    private readonly looks: Looks,
  ) {}

  async execute({ subject, language, purpose, position, context, reader }: ReadReport): Promise<string> {
    const record = await this.views.record(subject, position);
    const shown = await this.views.overview(record, reader, position);
    const timeline = await this.views.timeline(subject, reader);
    await this.looks.record(subject, 'report', purpose, context);
    return reportPage(shown, timeline, this.views.catalogue, language, this.views.today());
  }
}
