import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues, type Published } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { event, required, requireOpen, type DraftOutcome, type DraftYields } from '../guards';
import { DRAFTS, type DraftsState } from '../state';

/** An officer gives a draft up. */
export class WithdrawDraft extends Command<DraftOutcome<'CatalogueDraftWithdrawn'>> {
  constructor(
    readonly draft: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @throws DomainError `not-found`, `draft-closed` once it is published */
export function decideWithdraw(
  state: DraftsState,
  { draft, published }: { readonly draft: Uuid; readonly published: readonly Published[] },
): DraftYields<'CatalogueDraftWithdrawn'> {
  const it = required(state, draft);
  if (it.withdrawn) return [];
  requireOpen(it, published);
  return [event('CatalogueDraftWithdrawn', { draft })];
}

@CommandHandler(WithdrawDraft)
export class WithdrawDraftHandler implements ICommandHandler<WithdrawDraft> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
  ) {}

  async execute({ draft, context }: WithdrawDraft) {
    await this.catalogues.refresh();
    return this.runner.run({
      stream: DRAFTS,
      context,
      decide: state => decideWithdraw(state, { draft, published: this.catalogues.versions }),
    });
  }
}
