import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { EndKeys } from '#libs/features/erasure';
import { brusselsDay, Clock, dayAfter, dayOver, type Uuid } from '#libs/kernel';
import { orderPurpose, secrecyOn } from '../decisions';
import { orderOwner } from '../events';
import { orderStreamOf } from '../state';

/** An order's time may be over: its text ends, or it answers how long there is still to wait. */
export class ExpireOrder extends Command<Date | undefined> {
  constructor(
    readonly order: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
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
    if (state.endedAt === undefined) return undefined;
    const now = this.clock.now();
    const { duration } = orderPurpose(this.catalogues.current(now)).retention;
    const last = dayAfter(brusselsDay(new Date(state.endedAt)), duration);
    const today = brusselsDay(now);
    if (today <= last) return dayOver(last);
    // While its secrecy stands it may be extended, with a reason under the same key.
    if (secrecyOn(state, now)) return dayOver(today);
    await this.bus.execute(new EndKeys(orderOwner(order), order, context));
    return undefined;
  }
}
