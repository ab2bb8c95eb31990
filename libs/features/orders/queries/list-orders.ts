import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Repository } from 'typeorm';
import { CommandRunner } from '#libs/commands';
import { Keyset, shown, type Page, type Shown } from '#libs/database';
import type { Position } from '#libs/event-store';
import { PageQuery } from '#libs/http/schema';
import { Freshness } from '#libs/projections';
import type { OrderPage } from '../answers';
import { CONFIRMED_GROUNDS, isConfirmed } from '../grounds';
import { Order } from '../order.entity';
import { ORDER_STATUSES, type OrderStatus } from '../projection';

export class ListOrdersQuery extends PageQuery {
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

@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly freshness: Freshness,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ by, position }: ListOrders): Promise<OrderPage> {
    await this.freshness.of('orders', position);
    const { orders, ...next } = await listOrders(this.orders, by, by);
    const { state } = await this.runner.load(CONFIRMED_GROUNDS);
    return {
      orders: orders.map(order => ({ ...order, groundConfirmed: isConfirmed(state, order.ground) })),
      ...next,
    };
  }
}

const byRegistration = new Keyset<Order>({ registered: 'time', order: 'uuid' });

export async function listOrders(
  orders: Repository<Order>,
  { status, body }: Pick<ListOrdersQuery, 'status' | 'body'>,
  page: Page,
): Promise<{ readonly orders: Shown<Order>[]; readonly next?: string }> {
  const found = orders.createQueryBuilder('o');
  if (status !== undefined) found.andWhere('o.status = :status', { status });
  if (body !== undefined) found.andWhere('o.body = :body', { body });
  const { rows, ...next } = await byRegistration.page(found, page);
  return { orders: rows.map(shown), ...next };
}
