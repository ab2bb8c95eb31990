export * from './events';
export * from './looks';
export * from './register-entries';
