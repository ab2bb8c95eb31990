import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Catalogues, changesBetween } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { draftOf, type DraftAnswer } from '../answers';
import { required } from '../guards';
import { DRAFTS } from '../state';

/** A draft of the catalogue with its text, and what it says otherwise than the version that it is based on. */
export class ReadDraft extends Query<DraftAnswer> {
  constructor(
    readonly draft: Uuid,
    readonly context: Pick<CommandContext, 'actor'>,
  ) {
    super();
  }
}

@QueryHandler(ReadDraft)
export class ReadDraftHandler implements IQueryHandler<ReadDraft> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
  ) {}

  /** @throws DomainError `not-found` */
  async execute({ draft, context }: ReadDraft): Promise<DraftAnswer> {
    const { state } = await this.runner.load(DRAFTS);
    const found = required(state, draft);
    await this.catalogues.refresh();
    const { catalogue, basedOn } = found;
    const base = this.catalogues.version(basedOn)!.catalogue;
    const listed = draftOf(found, this.catalogues.versions, context.actor.id);
    return { ...listed, catalogue, changes: changesBetween(base, catalogue) };
  }
}
