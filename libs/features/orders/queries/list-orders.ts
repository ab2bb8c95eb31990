import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Pool } from 'pg';
import type { Position } from '#libs/event-store';
import { keyAfter, pageOf, type Page } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import type { OrderInList, OrderPage } from '../answers';
import { ORDER_STATUSES, type OrderStatus } from '../projection';

export class ListOrdersQuery {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(500)
  readonly limit?: number;

  @IsOptional()
  @IsString()
  @MaxLength(128)
  readonly cursor?: string;

  @IsOptional()
  @IsIn(ORDER_STATUSES)
  readonly status?: OrderStatus;

  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly body?: string;
}

/** Orders by their registration, the oldest first. */
export class ListOrders extends Query<OrderPage> {
  constructor(
    readonly by: ListOrdersQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

const LIST = `
  select order_id as "order", registered, body, ground, legitimacy, to_char(deadline, 'YYYY-MM-DD') as deadline, status,
         secret, to_char(secret_until, 'YYYY-MM-DD') as "secretUntil"
    from orders
   where ($1::text is null or status = $1) and ($2::text is null or body = $2)
     and ($3::timestamptz is null or (registered, order_id) > ($3::timestamptz, $4::uuid))
   order by registered, order_id limit $5`;

@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
  ) {}

  async execute({ by: { limit = 100, cursor, ...by }, position }: ListOrders) {
    await this.freshness.of('orders', position);
    return listOrders(this.db, by, { limit, cursor });
  }
}

export async function listOrders(
  db: Pool,
  by: Pick<ListOrdersQuery, 'status' | 'body'>,
  page: Page,
): Promise<OrderPage> {
  const [registered, order] = keyAfter(page.cursor, 'time', 'uuid');
  const { rows } = await db.query<Omit<OrderInList, 'registered'> & { registered: Date }>(LIST, [
    by.status,
    by.body,
    registered,
    order,
    page.limit + 1,
  ]);
  const shown = pageOf(rows, page.limit, row => [row.registered.toISOString(), row.order]);
  const orders = shown.rows.map(({ registered: at, ...row }) => ({
    ...(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as typeof row),
    registered: at.toISOString(),
  }));
  return { orders, ...(shown.next !== undefined && { next: shown.next }) };
}
