import { addDays, type Day } from '#libs/kernel';
import type { SilenceFunctions } from '#libs/register';
import { orderOf, type OrderEventData } from './events';

/** A disclosure is hidden from its subject through the last day of the order's secrecy, or until that is lifted. */
export const orderSilences: SilenceFunctions<OrderEventData> = {
  OrderDisclosed: ({ secrecy }, { id, stream }) =>
    secrecy
      ? [
          {
            op: 'hide',
            event: id,
            matter: orderOf(stream),
            ...(secrecy.until !== undefined && { until: after(secrecy.until) }),
          },
        ]
      : [],
  SecrecyExtended: ({ until }, { stream }) => [
    { op: 'extend', matter: orderOf(stream), until: after(until) },
  ],
  SecrecyLifted: (_, { stream, time }) => [{ op: 'end', matter: orderOf(stream), until: time }],
};

/** When a last day is over. */
function after(day: Day): string {
  return `${addDays(day, 1)}T00:00:00Z`;
}
