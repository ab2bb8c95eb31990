export * from './events';
export * from './looks';
export * from './register-entries';
export { signInEnvelopes } from './sign-ins.projection';
