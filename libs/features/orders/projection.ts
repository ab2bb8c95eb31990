import type { PoolClient } from 'pg';
import { storable } from '#libs/kernel';
import type { ProjectedEvent, Projection } from '#libs/projections';
import { orderOf, type OrderEvent, type OrderEventType } from './events';

export const ORDER_STATUSES = ['registered', 'approved', 'refused', 'withdrawn', 'disclosed'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

const BECOMES: Readonly<Partial<Record<OrderEventType, OrderStatus>>> = {
  OrderApproved: 'approved',
  OrderRefused: 'refused',
  OrderWithdrawn: 'withdrawn',
  OrderDisclosed: 'disclosed',
};

/** The list of orders. */
export class OrdersProjection implements Projection {
  readonly name = 'orders';
  readonly tables = ['orders'];

  concerns({ stream }: ProjectedEvent['record']): boolean {
    return stream.startsWith('order-');
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    const ours = events.flatMap(({ record }) =>
      record.stream.startsWith('order-') ? [record as OrderEvent] : [],
    );
    const fresh = ours.filter(event => event.type === 'OrderRegistered');
    if (fresh.length > 0)
      await tx.query({
        name: 'orders-insert',
        text: `insert into orders (order_id, registered, body, ground, legitimacy, deadline, secret, secret_until, registered_by,
            status)
          select *, 'registered' from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::date[],
            $7::bool[], $8::date[], $9::text[])`,
        values: [
          fresh.map(({ stream }) => orderOf(stream)),
          fresh.map(({ time }) => time),
          fresh.map(({ data }) => data.body),
          fresh.map(({ data }) => data.ground),
          fresh.map(({ data }) => data.legitimacy),
          fresh.map(({ data }) => storable(data.deadline)),
          fresh.map(({ data }) => data.secrecy !== undefined),
          fresh.map(({ data }) => storable(data.secrecy?.until)),
          fresh.map(({ actor }) => actor.id),
        ],
      });
    const status = new Map<string, OrderStatus>();
    const lifted: string[] = [];
    const extended = new Map<string, string>();
    for (const event of ours) {
      const { type, stream } = event;
      const becomes = BECOMES[type];
      if (becomes) status.set(orderOf(stream), becomes);
      if (type === 'SecrecyLifted') lifted.push(orderOf(stream));
      if (event.type === 'SecrecyExtended') extended.set(orderOf(stream), storable(event.data.until));
    }
    if (status.size > 0)
      await tx.query({
        name: 'orders-status',
        text: `update orders o set status = c.status from unnest($1::uuid[], $2::text[]) as c(id, status) where o.order_id = c.id`,
        values: [[...status.keys()], [...status.values()]],
      });
    if (extended.size > 0)
      await tx.query({
        name: 'orders-extended',
        text: `update orders o set secret_until = c.until from unnest($1::uuid[], $2::date[]) as c(id, until)
          where o.order_id = c.id`,
        values: [[...extended.keys()], [...extended.values()]],
      });
    if (lifted.length > 0)
      await tx.query({
        name: 'orders-lifted',
        text: 'update orders set secret = false, secret_until = null where order_id = any($1::uuid[])',
        values: [lifted],
      });
  }
}
