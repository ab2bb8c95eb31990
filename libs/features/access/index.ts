export * from './events';
export { requireLookingPurpose } from './guards';
export * from './looks';
export { signInEnvelopes } from './sign-ins.sql';
