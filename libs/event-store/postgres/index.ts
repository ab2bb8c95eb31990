export * from './migrations';
export * from './service-role';
export * from './store';
