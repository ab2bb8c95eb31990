import { resolve } from 'node:path';
import { usableBinaries } from './binaries';
import { askToStop, makeCluster, startCluster, stopCluster } from './cluster';
import { acquireLock } from './lock';
import { findPlace, makeDataFolder, SYSTEM_FOLDER } from './place';
import type { DatabaseUrls } from '#libs/database';
import { databaseUrls, makeDatabases, superuserUrl } from './roles';

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Told in one line each what an operator should know, such as data that had to be put elsewhere. */
  readonly say: (line: string) => void;
  /** Where root's data and copies of the binaries go when PostgreSQL's user cannot enter their own place. */
  readonly systemFolder?: string;
  /** Settings of PostgreSQL beside the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** False for a cluster that is thrown away anyway: saves initdb's flush to disk. */
  readonly syncFirst?: boolean;
}

export interface EmbeddedPostgres {
  readonly urls: DatabaseUrls;
  readonly superuserUrl: string;
  /** Where the cluster and its log are. */
  readonly folder: string;
  /** `adopted`: a killed process had left it running. */
  readonly came: 'started' | 'adopted';
  stop(): Promise<void>;
  /** Asks it to stop and does not wait: for a process that ends at once. */
  stopUnwaited(): void;
}

/**
 * Starts the PostgreSQL that belongs to a data folder, made at the first start, with its databases and roles.
 * May be killed at any moment and called again.
 * @throws LockHeld while another process uses this data folder's PostgreSQL
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  makeDataFolder(dataDir);
  const lock = acquireLock(resolve(dataDir, 'postgres.lock'));
  try {
    const place = await findPlace(dataDir, options.systemFolder ?? SYSTEM_FOLDER, options.say);
    const binaries = await usableBinaries(place.user, place.copies, options.say);
    await makeCluster(place, binaries, options.syncFirst ?? true);
    const came = await startCluster(place, binaries, options.settings ?? {});
    const stop = async (): Promise<void> => {
      await stopCluster(place, binaries);
      lock.release();
    };
    try {
      await makeDatabases(place);
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      urls: databaseUrls(place),
      superuserUrl: superuserUrl(place),
      folder: place.folder,
      came,
      stop,
      stopUnwaited: () => askToStop(place),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
