import type { FeatureTimers } from '#libs/feature';
import { schedule, type TimerChange, type TimerFunctions } from '#libs/timers';
import { orderOf, type OrderEventData } from './events';

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

/** The command that is due then. */
export const orderDue: FeatureTimers = {
  set: orderTimers,
  due: {
    [EXPIRE]: async ({ key, context }) =>
      new (await import('#features/orders/commands/expire-order')).ExpireOrder(key, context),
  },
};
