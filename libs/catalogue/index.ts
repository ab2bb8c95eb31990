export * from './types';
export * from './schema';
export * from './lookup';
export * from './check';
export * from './eea';
export * from './shipped';
