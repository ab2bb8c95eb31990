export * from './bounds';
export * from './port';
export * from './position-token';
export * from './record';
export * from './registry';
export { eventsOf, recordsOf } from './stream-events';
