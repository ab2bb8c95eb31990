import { migrate } from '#libs/database';
import type { DatabaseUrls } from '#libs/database/embedded';
import { eventStoreMigrations } from '#libs/event-store/postgres';

/** Tables of the log's database: log, read models, register, timers. Each part brings its own. */
const LOG = [...eventStoreMigrations];

/** Brings both databases to this version, each by the role that owns it. */
export async function migrateAll(database: DatabaseUrls): Promise<void> {
  const role = (url: string): string => decodeURIComponent(new URL(url).username);
  await migrate(database.owner, role(database.service), LOG);
}
