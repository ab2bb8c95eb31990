import { accessMigrations } from '#libs/features/access';
import { matterMigrations } from '#libs/features/correspondence';
import { leaseMigrations, migrate } from '#libs/database';
import type { DatabaseUrls } from '#tools/embedded-postgres';
import { eventStoreMigrations } from '#libs/event-store/postgres';
import { mediationMigrations } from '#libs/features/mediation';
import { oversightMigrations } from '#libs/features/oversight';
import { orderMigrations } from '#libs/features/orders';
import { projectionMigrations } from '#libs/projections';
import { recordMigrations } from '#libs/features/records';
import { registerMigrations } from '#libs/register';
import { requestMigrations } from '#libs/features/requests';
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
