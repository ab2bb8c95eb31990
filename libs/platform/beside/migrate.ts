import { leaseMigrations, migrate, type DatabaseUrls } from '#libs/database';
import { eventStoreMigrations } from '#libs/event-store/postgres';
import { Composition, type Feature } from '#libs/feature';
import { projectionMigrations } from '#libs/projections/postgres';
import { timerMigrations } from '#libs/timers/postgres';
import { migrateKeyring } from '#libs/vault/postgres';

type Migrations = ReturnType<Composition['migrations']>;

/** Tables of the log's database: the log, leases, checkpoints, timers, and what the features bring. */
export function logMigrations(features: readonly Feature[]): Migrations {
  return [
    ...eventStoreMigrations,
    ...leaseMigrations,
    ...projectionMigrations,
    ...timerMigrations,
    ...new Composition(features).migrations(),
  ];
}

/** Brings both databases to this version, each by the role that owns it. */
export async function migrateAll(database: DatabaseUrls, features: readonly Feature[]): Promise<void> {
  const role = (url: string): string => decodeURIComponent(new URL(url).username);
  await migrate(database.owner, role(database.service), logMigrations(features));
  await migrateKeyring(database.keyring);
}
