export * from './belonging';
export * from './types';
export * from './checkpoint';
export * from './delay';
export * from './freshness';
