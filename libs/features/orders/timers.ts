import type { Catalogues } from '#libs/catalogue';
import type { CommandContext, CommandRunner } from '#libs/commands';
import { brusselsDay, dayAfter, dayOver, type Clock, type Uuid } from '#libs/kernel';
import { schedule, type TimerChange, type TimerFunctions, type TimerHandler } from '#libs/timers';
import { orderPurpose, secrecyOn } from './decisions';
import { orderOf, orderOwner, type OrderEventData } from './events';
import { orderStreamOf } from './state';

/** An order has ended: its text is kept as long as the catalogue says (Art. 5(1)(e), (2)), under a key of its own. */
const EXPIRE = 'order/expire';

function ended(
  _: unknown,
  { stream, time }: { readonly stream: string; readonly time: string },
): TimerChange[] {
  return [schedule(EXPIRE, orderOf(stream), new Date(time))];
}

export const orderTimers: TimerFunctions<OrderEventData> = {
  OrderRefused: ended,
  OrderWithdrawn: ended,
  OrderDisclosed: ended,
};

/** What is done when an order's time may be over: its text ends, or there is still time to wait. */
export function orderTimerHandlers(
  runner: Pick<CommandRunner, 'load'>,
  catalogues: Pick<Catalogues, 'current'>,
  clock: Clock,
  endKeys: (owner: string, cause: Uuid, context: CommandContext) => Promise<void>,
): Readonly<Record<string, TimerHandler>> {
  return {
    [EXPIRE]: async ({ key: order, context }) => {
      const { state } = await runner.load(orderStreamOf(order));
      if (state.endedAt === undefined) return;
      const now = clock.now();
      const { duration } = orderPurpose(catalogues.current(now)).retention;
      const last = dayAfter(brusselsDay(new Date(state.endedAt)), duration);
      const today = brusselsDay(now);
      if (today <= last) return dayOver(last);
      // While its secrecy stands it may be extended, with a reason under the same key.
      if (secrecyOn(state, now)) return dayOver(today);
      await endKeys(orderOwner(order), order, context);
    },
  };
}
