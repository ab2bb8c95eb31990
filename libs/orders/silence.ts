import { addDays } from '#libs/kernel';
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
            ...(secrecy.until !== undefined && { until: `${addDays(secrecy.until, 1)}T00:00:00Z` }),
          },
        ]
      : [],
  SecrecyLifted: (_, { stream, time }) => [{ op: 'end', matter: orderOf(stream), until: time }],
};
