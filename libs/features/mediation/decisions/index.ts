export * from './open';
export * from './shared';
export * from './steps';
