import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { draftOf, type DraftInList } from '../answers';
import { DRAFTS } from '../state';

/** Drafts of the catalogue, the newest first. From the log: no projection is asked. */
export class ListDrafts extends Query<readonly DraftInList[]> {
  constructor(readonly context: Pick<CommandContext, 'actor'>) {
    super();
  }
}

@QueryHandler(ListDrafts)
export class ListDraftsHandler implements IQueryHandler<ListDrafts> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
  ) {}

  async execute({ context }: ListDrafts): Promise<readonly DraftInList[]> {
    const { state } = await this.runner.load(DRAFTS);
    await this.catalogues.refresh();
    return Object.values(state.drafts)
      .map(draft => draftOf(draft, this.catalogues.versions, context.actor.id))
      .reverse();
  }
}
