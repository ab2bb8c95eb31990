export * from './bounds';
export * from './port';
export * from './position-token';
export * from './record';
export * from './registry';
export { eventsOf } from './stream-events';
