export * from './events';
export * from './looks';
export * from './register-entries';
export { accessMigrations } from './migrations';
export { SignInsProjection, signInEnvelopes } from './sign-ins.projection';
