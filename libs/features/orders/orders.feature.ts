import { feature } from '#libs/feature';
import {
  GROUND_EVENTS,
  GROUNDS_STREAM,
  ORDER_EVENTS,
  ORDER_LOOK_EVENTS,
  type GroundEventData,
  type OrderEventData,
  type OrderLookEventData,
} from './events';
import { orderMigrations } from './migrations';
import { OrdersProjection } from './projection';
import { orderEntries } from './register-entries';
import { orderHolds } from './holds';
import { orderDue } from './timers';

export const orders = feature<OrderEventData & OrderLookEventData & GroundEventData>({
  name: 'orders',
  streams: { 'order-': 'order', 'look-order-': 'order', [GROUNDS_STREAM]: null },
  events: { ...ORDER_EVENTS, ...ORDER_LOOK_EVENTS, ...GROUND_EVENTS },
  entries: orderEntries,
  withheld: orderHolds,
  timers: orderDue,
  readModels: { orders: () => new OrdersProjection() },
  migrations: orderMigrations,
  module: async () => (await import('#features/orders/orders.module')).OrdersModule,
});
