import { leaseMigrations, migrate } from '#libs/database';
import type { DatabaseUrls } from '#libs/database/embedded';
import { eventStoreMigrations } from '#libs/event-store/postgres';
import { projectionMigrations } from '#libs/projections';
import { recordMigrations } from '#libs/records';
import { registerMigrations } from '#libs/register';
import { migrateKeyring } from '#libs/vault';

/** Tables of the log's database: log, leases, checkpoints, register, records. Each part brings its own. */
export const LOG_MIGRATIONS = [
  ...eventStoreMigrations,
  ...leaseMigrations,
  ...projectionMigrations,
  ...registerMigrations,
  ...recordMigrations,
];

/** Brings both databases to this version, each by the role that owns it. */
export async function migrateAll(database: DatabaseUrls): Promise<void> {
  const serviceRole = decodeURIComponent(new URL(database.service).username);
  await migrate(database.owner, serviceRole, LOG_MIGRATIONS);
  await migrateKeyring(database.keyring);
}
