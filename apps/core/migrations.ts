import { accessMigrations } from '#libs/access';
import { matterMigrations } from '#libs/correspondence';
import { leaseMigrations, migrate } from '#libs/database';
import type { DatabaseUrls } from '#libs/database/embedded';
import { eventStoreMigrations } from '#libs/event-store/postgres';
import { mediationMigrations } from '#libs/mediation';
import { oversightMigrations } from '#libs/oversight';
import { orderMigrations } from '#libs/orders';
import { projectionMigrations } from '#libs/projections';
import { recordMigrations } from '#libs/records';
import { registerMigrations } from '#libs/register';
import { requestMigrations } from '#libs/requests';
import { timerMigrations } from '#libs/timers';
import { migrateKeyring } from '#libs/vault';

/** Tables of the log's database: log, read models, register, timers. Each part brings its own. */
export const LOG_MIGRATIONS = [
  ...eventStoreMigrations,
  ...leaseMigrations,
  ...projectionMigrations,
  ...registerMigrations,
  ...recordMigrations,
  ...timerMigrations,
  ...requestMigrations,
  ...mediationMigrations,
  ...accessMigrations,
  ...matterMigrations,
  ...oversightMigrations,
  ...orderMigrations,
];

/** Brings both databases to this version, each by the role that owns it. */
export async function migrateAll(database: DatabaseUrls): Promise<void> {
  const role = (url: string): string => decodeURIComponent(new URL(url).username);
  await migrate(database.owner, role(database.service), LOG_MIGRATIONS);
  await migrateKeyring(database.keyring);
}
