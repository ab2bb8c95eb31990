import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Uuid } from '#libs/kernel';
import { Claims } from '../claims';

/** Ends a claim whose command was interrupted, as its stream says. Ends with `conflict-retry` while it may be at work. */
export class SettleClaim extends Command<void> {
  constructor(
    /** Owner of keys, see {@link subjectOwner}. */
    readonly owner: string,
    readonly pending: { readonly commandId: Uuid; readonly since: Date },
  ) {
    super();
  }
}

@CommandHandler(SettleClaim)
export class SettleClaimHandler implements ICommandHandler<SettleClaim> {
  constructor(private readonly claims: Claims) {}

  execute({ owner, pending }: SettleClaim): Promise<void> {
    return this.claims.settlePending(owner, pending);
  }
}
