import type { Pool } from 'pg';
import { keyAfter, pageOf, type Page, type Uuid } from '#libs/kernel';
import type { OrderStatus } from './projection';

export interface ListedOrder {
  readonly order: Uuid;
  readonly registered: string;
  readonly body: string;
  readonly ground: string;
  readonly legitimacy: string;
  readonly deadline?: string;
  readonly status: string;
  readonly secret: boolean;
  readonly secretUntil?: string;
}

/** Orders by their registration, the oldest first. */
export async function listOrders(
  db: Pool,
  by: { readonly status?: OrderStatus | undefined; readonly body?: string | undefined },
  page: Page,
): Promise<{ orders: ListedOrder[]; next?: string }> {
  const [registered, order] = keyAfter(page.cursor, 'time', 'uuid');
  const { rows } = await db.query<Omit<ListedOrder, 'registered'> & { registered: Date }>(
    `select order_id as "order", registered, body, ground, legitimacy, to_char(deadline, 'YYYY-MM-DD') as deadline, status,
            secret, to_char(secret_until, 'YYYY-MM-DD') as "secretUntil"
       from orders
      where ($1::text is null or status = $1) and ($2::text is null or body = $2)
        and ($3::timestamptz is null or (registered, order_id) > ($3::timestamptz, $4::uuid))
      order by registered, order_id limit $5`,
    [by.status, by.body, registered, order, page.limit + 1],
  );
  const shown = pageOf(rows, page.limit, row => [row.registered.toISOString(), row.order]);
  const orders = shown.rows.map(({ registered: at, ...row }) => ({
    ...(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as typeof row),
    registered: at.toISOString(),
  }));
  return { orders, ...(shown.next !== undefined && { next: shown.next }) };
}
