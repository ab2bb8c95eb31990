export * from './belonging';
export * from './types';
export * from './checkpoint';
export * from './delay';
export * from './freshness';
export * from './passing';
export { isOutage } from './outage';
export { CHANNELS, tellDecided } from './telling';
export { undone } from './transaction';
