import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues, type Purpose } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { EndKeys } from '#libs/features/erasure';
import { brusselsDay, Clock, dayAfter, dayOver, type Uuid } from '#libs/kernel';
import { breachOwner } from '../events';
import { purposeOfRecorded } from '../guards';
import { breachStreamOf, type BreachState } from '../state';

/** Timer: a closed breach's time may be over. Its words end, or it answers when to look again. */
export class ExpireBreach extends Command<Date | undefined> {
  constructor(
    readonly breach: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Whether the words of a breach are kept no longer (Art. 5(1)(e), 33(5)), by the retention of today.
 * @param context purpose: that breaches are handled for
 * @returns `over`; when to look again; undefined while it is not closed
 */
export function decideExpiry(
  { closed }: BreachState,
  _: unknown,
  { now, purpose }: Pick<DecisionContext, 'now'> & { readonly purpose: Pick<Purpose, 'retention'> },
): 'over' | Date | undefined {
  if (!closed) return undefined;
  const last = dayAfter(brusselsDay(new Date(closed.at)), purpose.retention.duration);
  return brusselsDay(now) <= last ? dayOver(last) : 'over';
}

@CommandHandler(ExpireBreach)
export class ExpireBreachHandler implements ICommandHandler<ExpireBreach> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
    private readonly bus: CommandBus,
  ) {}

  async execute({ breach, context }: ExpireBreach): Promise<Date | undefined> {
    const { state } = await this.runner.load(breachStreamOf(breach));
    const now = this.clock.now();
    const expiry = decideExpiry(state, undefined, { now, purpose: purposeOfRecorded(this.catalogues, now) });
    if (expiry !== 'over') return expiry;
    await this.bus.execute(new EndKeys(breachOwner(breach), breach, context));
    return undefined;
  }
}
