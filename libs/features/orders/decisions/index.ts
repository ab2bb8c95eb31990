export * from './decide';
export * from './register';
export * from './shared';
