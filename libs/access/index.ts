export * from './events';
export * from './looks';
