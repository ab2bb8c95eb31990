import { hasEmbedded, runningEmbedded, startEmbedded, type DatabaseUrls } from '#tools/embedded-postgres';
import type { Config } from '#libs/config';

/** There is nothing to be looked at. */
export class NoData extends Error {}

/**
 * The databases for a tool that runs beside the service or instead of it. A service that runs has its embedded PostgreSQL
 * running too; one that was started for the tool ends with it.
 * @throws NoData when the data folder has none
 */
export async function databasesBeside(
  { database, dataDir }: Pick<Config, 'database' | 'dataDir'>,
  say: (line: string) => void,
): Promise<[DatabaseUrls, () => Promise<void>]> {
  const nothing = (): Promise<void> => Promise.resolve();
  if (database !== 'embedded') return [database, nothing];
  const running = runningEmbedded(dataDir);
  if (running) return [running, nothing];
  if (!hasEmbedded(dataDir))
    throw new NoData(
      `There are no data in ${dataDir}: set INZAGE_DATA_DIR, or DATABASE_URL, DATABASE_ADMIN_URL and KEYRING_URL, as the service has them.`,
    );
  const postgres = await startEmbedded({ dataDir, say });
  return [postgres.urls, () => (postgres.came === 'started' ? postgres.stop() : nothing())];
}
