import { dayOver } from '#libs/kernel';
import type { HoldFunctions } from '#libs/register';
import { orderOf, type OrderEventData } from './events';

/** A disclosure is hidden from its subject through the last day, in Brussels, of the order's secrecy, or until that is lifted. */
export const orderHolds: HoldFunctions<OrderEventData> = {
  OrderDisclosed: ({ secrecy }, { id, stream }) =>
    secrecy
      ? [
          {
            op: 'hide',
            event: id,
            matter: orderOf(stream),
            ...(secrecy.until !== undefined && { until: dayOver(secrecy.until).toISOString() }),
          },
        ]
      : [],
  SecrecyExtended: ({ until }, { stream }) => [
    { op: 'extend', matter: orderOf(stream), until: dayOver(until).toISOString() },
  ],
  SecrecyLifted: (_, { stream, time }) => [{ op: 'end', matter: orderOf(stream), until: time }],
};
