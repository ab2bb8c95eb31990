export * from './events';
export * from './looks';
export { signInEnvelopes } from './sign-ins.sql';
