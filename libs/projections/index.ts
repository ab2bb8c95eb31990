export * from './types';
export * from './migrations';
export * from './checkpoint';
export * from './progress';
export * from './runner';
export * from './rebuild';
export * from './delay';
export * from './freshness';
