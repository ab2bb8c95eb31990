import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { AccessDocuments } from '#features/access-document/documents';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import { fieldsOfDocument, type AccessDocument } from '#libs/features/access-document';
import type { Uuid } from '#libs/kernel';

/** Shows everything that is held on a subject, as the subject may know it, which is a look at it (P08, P09, Art. 15). */
export class ReadOverview extends Query<AccessDocument> {
  constructor(
    readonly subject: Uuid,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadOverview)
export class ReadOverviewHandler implements IQueryHandler<ReadOverview> {
  constructor(
    private readonly documents: AccessDocuments,
    private readonly looks: Looks,
  ) {}

  async execute({ subject, purpose, position, context }: ReadOverview): Promise<AccessDocument> {
    await this.looks.requireWhole(subject, purpose, context);
    const shown = await this.documents.of(subject, position);
    await this.looks.record(subject, 'overview', purpose, context, fieldsOfDocument(shown));
    return shown;
  }
}
