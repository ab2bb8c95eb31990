export * from './events';
export { opensLook, requireLookingPurpose } from './guards';
export type { Lens } from './lens';
export * from './looks';
export { signInAddresses } from './sign-ins.sql';
