import type { Pool } from 'pg';
import { DomainError, isUuid, type Uuid } from '#libs/kernel';
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
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ orders: ListedOrder[]; next?: string }> {
  const [registered, order] = cursorOf(page.cursor);
  const { rows } = await db.query<Omit<ListedOrder, 'registered'> & { registered: Date }>(
    `select order_id as "order", registered, body, ground, legitimacy, to_char(deadline, 'YYYY-MM-DD') as deadline, status,
            secret, to_char(secret_until, 'YYYY-MM-DD') as "secretUntil"
       from orders
      where ($1::text is null or status = $1) and ($2::text is null or body = $2)
        and ($3::timestamptz is null or (registered, order_id) > ($3::timestamptz, $4::uuid))
      order by registered, order_id limit $5`,
    [by.status, by.body, registered, order, page.limit + 1],
  );
  const orders = rows.slice(0, page.limit).map(({ registered: at, ...row }) => ({
    ...(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as typeof row),
    registered: at.toISOString(),
  }));
  const last = orders.at(-1);
  return rows.length > orders.length && last
    ? { orders, next: Buffer.from(`${last.registered} ${last.order}`).toString('base64url') }
    : { orders };
}

function cursorOf(cursor: string | undefined): [string?, string?] {
  if (cursor === undefined) return [];
  const [at = '', id = '', ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (rest.length > 0 || Number.isNaN(Date.parse(at)) || !isUuid(id))
    throw new DomainError('invalid-request', { parameter: 'cursor' });
  return [at, id];
}
