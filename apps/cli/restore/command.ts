import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  acquireLock,
  LockHeld,
  makeDataFolder,
  startEmbedded,
  type DatabaseUrls,
} from '#tools/embedded-postgres';
import { migrate } from '#libs/database';
import { compareLogs, copyLog, LogsDiffer, TargetRefused, type LogTarget } from '#libs/event-store/copy';
import { restoreKeyring } from '#libs/vault/postgres';
import { readConfig, type Config } from '#libs/config';
import { FEATURES } from '#libs/features';
import { logMigrations } from '#libs/platform/beside';
import { unavailable } from '../backup/failed';
import { BackupFolder, Refused, type Manifest } from '../backup/folder';
import { logOfLines } from '../backup/log-file';
import { command, everySecond, say, UsageError } from '../command';
import { OF_THE_SERVICE } from '../doctor/examine';
import { tellDoctor } from '../doctor/tell';

const USAGE = `npm run restore -- --from DIR [--production]

  Restores a backup: first the log, on the engine of the settings (environment), then the keyring, then all read models and the
  register from the log; then the doctor looks. All processes of the service are stopped; databases are empty, the secrets file is in
  its place. Interrupted, run it again: it goes on where it was. A keyring of the same log that is there stays as it is.
  Exit code: 0 restored and healthy, 1 findings of the doctor, 64 this text, 69 not restored, 78 settings.`;

async function restore({ from, production = false }: Options): Promise<number> {
  if (from === undefined) throw new UsageError('Where from? --from is missing.');
  const config = readConfig(production ? 'production' : 'development', process.env);
  const [folder, manifest] = await BackupFolder.open(resolve(from));
  if (!existsSync(config.secretsFile))
    throw new Refused(
      `${config.secretsFile} is missing: restore the secrets file first, from its own backup.`,
    );
  await folder.verify(manifest, everySecond());
  const [urls, close] = await ownDatabases(config);
  try {
    await restoreLog(config, urls, folder, manifest);
    const { log, keyring } = manifest;
    const how = await restoreKeyring(urls.keyring, log.id, keyring, table =>
      folder.read(`keyring/${table}.copy.gz`),
    );
    say(
      how === 'restored'
        ? 'The keyring is restored.'
        : 'The keyring of this log was there: it stays as it is.',
    );
    // With all of the service: loaded once there is a log for it.
    const { readModels } = await import('#apps/cli/restore/read-models');
    await readModels(config, urls);
    process.stdout.write(`Log ${log.id} is restored as it was at ${manifest.made}.\n`);
    // Nothing of it runs before the service is started.
    return (await tellDoctor(config, urls, OF_THE_SERVICE)) ? 0 : 1;
  } finally {
    await close();
  }
}

async function restoreLog(
  config: Config,
  urls: DatabaseUrls,
  folder: BackupFolder,
  { log }: Manifest,
): Promise<void> {
  const { events } = log;
  const backup = logOfLines(log, () => folder.read('log.ndjson.gz'));
  const target = await logTarget(config, urls, log.id);
  const progress = everySecond();
  try {
    await copyLog(backup, target, log.head, ({ compared, copied }) =>
      progress(() => `${compared + copied} of ${events} events`),
    );
    let compared = 0;
    await compareLogs(backup, target, events, () =>
      progress(() => `${(compared += 1)} of ${events} events compared`),
    );
    say(`The log is restored: ${events} events, each compared.`);
  } catch (error) {
    if (error instanceof LogsDiffer)
      throw new Refused(
        `The log that is there is not the one of the backup, at ${error.message}: restore into empty databases.`,
      );
    throw error;
  } finally {
    await target.close();
  }
}

/** The log's tables, where they are on PostgreSQL, and those of the read models are of this version from here on. */
async function logTarget(config: Config, urls: DatabaseUrls, logId: string): Promise<LogTarget> {
  await migrate(urls.owner, decodeURIComponent(new URL(urls.service).username), logMigrations(FEATURES));
  try {
    if (config.eventStoreUrl !== undefined) {
      const { EventStoreDbWholeLog } = await import('#libs/event-store/eventstoredb');
      return await EventStoreDbWholeLog.openTarget(config.eventStoreUrl, logId);
    }
    const { adoptIdentity, PostgresWholeLog } = await import('#libs/event-store/postgres');
    await adoptIdentity(urls.owner, logId);
    return await PostgresWholeLog.open(urls.owner);
  } catch (error) {
    if (error instanceof TargetRefused)
      throw new Refused(`Not restored: ${error.message}. Restore into empty databases.`);
    throw error;
  }
}

/** The databases of the settings, with nobody else on them where that can be known. */
async function ownDatabases(config: Config): Promise<[DatabaseUrls, () => Promise<void>]> {
  if (config.profile === 'production') return [config.database as DatabaseUrls, () => Promise.resolve()];
  makeDataFolder(config.dataDir);
  const lock = lockOf(config.dataDir);
  if (config.database !== 'embedded') return [config.database, async () => lock.release()];
  const postgres = await startEmbedded({ dataDir: config.dataDir, say });
  const stop = async (): Promise<void> => {
    await postgres.stop();
    lock.release();
  };
  return [postgres.urls, stop];
}

function lockOf(dataDir: string): ReturnType<typeof acquireLock> {
  try {
    return acquireLock(join(dataDir, 'instance.lock'));
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error;
    throw new Refused(`Inzage runs on the data in ${dataDir} (pid ${error.holder.pid}): stop it first.`);
  }
}

interface Options {
  readonly from?: string;
  readonly production?: boolean;
}

export const run = command({
  usage: USAGE,
  options: { from: { type: 'string' }, production: { type: 'boolean' } },
  run: restore,
  failed: unavailable('Not restored'),
});
