import { migrate } from '#libs/database';
import { freshDatabase, type TestDatabase } from '../../../test/setup/database';
import { eventStoreMigrations, PostgresEventStore, type PostgresEventStoreOptions } from '../postgres';

/** A database with an empty log in it. */
export async function freshLog(): Promise<TestDatabase> {
  const database = await freshDatabase();
  await migrate(database.ownerUrl, database.serviceRole, eventStoreMigrations);
  return database;
}

/** Opens a log in a child process. */
export function openStore(options: PostgresEventStoreOptions): Promise<PostgresEventStore> {
  return PostgresEventStore.open(options);
}
