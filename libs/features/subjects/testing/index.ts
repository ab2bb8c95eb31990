export * from './catalogue';
export * from './events';
export * from './scenario';
