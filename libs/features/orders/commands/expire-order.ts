import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { EndKeys } from '#libs/features/erasure';
import { brusselsDay, Clock, dayAfter, dayOver, type Uuid } from '#libs/kernel';
import { orderOwner } from '../events';
import { orderPurpose, secrecyOn } from '../guards';
import { orderStreamOf, type OrderState } from '../state';

/** Timer: an order's time may be over. Its text ends, or it answers when to look again. */
export class ExpireOrder extends Command<Date | undefined> {
  constructor(
    readonly order: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Whether the text of an order is kept no longer (Art. 5(1)(e)).
 * @returns `over`; when to look again; undefined while the order has not ended
 */
export function decideExpiry(
  state: OrderState,
  _: unknown,
  { now, catalogue }: Pick<DecisionContext, 'now' | 'catalogue'>,
): 'over' | Date | undefined {
  if (state.endedAt === undefined) return undefined;
  const { duration } = orderPurpose(catalogue).retention;
  const last = dayAfter(brusselsDay(new Date(state.endedAt)), duration);
  const today = brusselsDay(now);
  if (today <= last) return dayOver(last);
  // While its secrecy stands it may be extended, with a reason under the same key.
  return secrecyOn(state, now) ? dayOver(today) : 'over';
}

@CommandHandler(ExpireOrder)
export class ExpireOrderHandler implements ICommandHandler<ExpireOrder> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
    private readonly bus: CommandBus,
  ) {}

  async execute({ order, context }: ExpireOrder): Promise<Date | undefined> {
    const { state } = await this.runner.load(orderStreamOf(order));
    const now = this.clock.now();
    const expiry = decideExpiry(state, undefined, { now, catalogue: this.catalogues.current(now) });
    if (expiry !== 'over') return expiry;
    await this.bus.execute(new EndKeys(orderOwner(order), order, context));
    return undefined;
  }
}
