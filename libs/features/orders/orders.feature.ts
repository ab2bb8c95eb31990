import { feature } from '#libs/feature';
import { ORDER_EVENTS, ORDER_LOOK_EVENTS, type OrderEventData, type OrderLookEventData } from './events';
import { orderMigrations } from './migrations';
import { OrdersProjection } from './projection';
import { orderEntries } from './register-entries';
import { orderHolds } from './holds';
import { orderDue } from './timers';

export const orders = feature<OrderEventData & OrderLookEventData>({
  name: 'orders',
  streams: { 'order-': 'order', 'look-order-': 'order' },
  events: { ...ORDER_EVENTS, ...ORDER_LOOK_EVENTS },
  entries: orderEntries,
  withheld: orderHolds,
  timers: orderDue,
  readModels: { orders: () => new OrdersProjection() },
  migrations: orderMigrations,
  module: async () => (await import('#features/orders/orders.module')).OrdersModule,
});
