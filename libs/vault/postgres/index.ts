export { PostgresVault, type VaultOptions } from '../postgres-vault';
export { keyringMigrations, migrateKeyring } from '../migrations';
export { KeyringInspection, type KeyState } from '../inspection';
export { Rotation, RotationRefused, type Remains, type RotationStatus, type ValuesOf } from '../rotation';
export { assertFoundable } from '../founding';
export { dumpKeyring, restoreKeyring, type KeyringDump } from '../dump';
