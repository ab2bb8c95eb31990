export { startEmbedded, type EmbeddedOptions, type EmbeddedPostgres } from './start';
export { hasEmbedded, runningEmbedded } from './running';
export { acquireLock, LockHeld, type Holder, type Lock } from './lock';
export { makeDataFolder } from './place';
export { freePort } from './cluster';
export { writeDurably } from './files';
export type { DatabaseUrls } from '#libs/database';
export { processStart } from './process';
