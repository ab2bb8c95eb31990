export { grantAll } from './grant-all';
export { NoLog } from './failures';
export { openEventStoreDb } from './open';
export { DEFAULT_LIMITS, EventStoreDb, type EventStoreDbLimits } from './store';
export { EventStoreDbWholeLog } from './whole-log';
