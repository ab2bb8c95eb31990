export { BODIES, GROUNDS } from './bodies';
export { OrderCommand, type OrderOutcome } from './command';
export * from './events';
export { listOrders, type ListedOrder } from './list';
export { orderEntries } from './register-entries';
export { orderSilences } from './silence';
