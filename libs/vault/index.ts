export * from './types';
export { PostgresVault, type VaultOptions } from './postgres-vault';
export { keyringMigrations, migrateKeyring } from './migrations';
export type { FenceList, KeyOfOwner, KeyRef, MadeKey } from './fences';
export type { PendingClaim } from './lookups';
export type { Person } from './actors';
export { KEY_CACHE_MS } from './fresh';
export { newSecrets, type Secrets } from './secrets';
export { KeyringInspection, type KeyState } from './inspection';
