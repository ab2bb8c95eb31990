export * from './migrations';
export * from './service-role';
export * from './store';
export { adoptIdentity, PostgresWholeLog } from './whole-log';
