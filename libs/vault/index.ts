export * from './types';
export type { FenceList, KeyOfOwner, KeyRef, MadeKey } from './fences';
export type { PendingClaim } from './lookups';
export type { Person } from './actors';
export { boxLength } from './envelope';
export { KEY_CACHE_MS } from './fresh';
export { newSecrets, type Secrets } from './secrets';
export { createSecretsFile } from './secrets-file';
