import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  acquireLock,
  LockHeld,
  makeDataFolder,
  startEmbedded,
  type DatabaseUrls,
  type Lock,
} from '#tools/embedded-postgres';
import { createLog } from '#libs/logging';
import { startApi } from './app';
import { banner, newSecretsNote } from './banner';
import { readConfig, type Config } from '#libs/config';
import { checkDatabases } from './databases';
import { Lifecycle, StartInterrupted } from './lifecycle';
import { FEATURES } from '#libs/features';
import { migrateAll } from '#libs/platform';
import { requireSoundWords } from '#libs/words';
import { startFailure, StartRefused } from './start-failure';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** One data folder, one process; said before anything is touched. @throws StartRefused that says who runs, and where */
function lockDataFolder(config: Config, lifecycle: Lifecycle): Lock {
  makeDataFolder(config.dataDir);
  try {
    const lock = acquireLock(join(config.dataDir, 'instance.lock'));
    lifecycle.opened('lock', () => lock.release());
    return lock;
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error;
    const { pid, note } = error.holder;
    const where = note.url ? `running (pid ${pid}) at ${note.url}` : `starting (pid ${pid})`;
    throw new StartRefused(`Inzage is already ${where}, on the data in ${config.dataDir}.`, { cause: error });
  }
}

/** The databases, and where the embedded ones are. */
async function openDatabases(
  config: Config,
  lifecycle: Lifecycle,
): Promise<{ urls: DatabaseUrls; folder?: string }> {
  if (config.database !== 'embedded') {
    await checkDatabases(config.database);
    return { urls: config.database };
  }
  const postgres = await startEmbedded({ dataDir: config.dataDir, say: print });
  lifecycle.opened(
    'PostgreSQL',
    () => postgres.stop(),
    () => postgres.stopUnwaited(),
  );
  return postgres;
}

/** The address of the issuer whose tokens are accepted; the local one is started where none is configured. */
async function openIssuer(config: Config, lifecycle: Lifecycle): Promise<string> {
  if (config.oidc.issuer !== undefined) return config.oidc.issuer;
  // Its packages take time to load, so they are loaded where they are used.
  const { startIssuer } = await import('#apps/issuer/start');
  const issuer = await startIssuer({
    stateFile: join(config.dataDir, 'issuer.json'),
    audience: config.oidc.audience,
    firstPort: config.port === 0 ? 0 : config.port + 1,
    ...(config.issuerPort === undefined ? {} : { port: config.issuerPort }),
  });
  lifecycle.opened('issuer', () => issuer.close());
  return issuer.url;
}

async function start(config: Config, lifecycle: Lifecycle): Promise<void> {
  requireSoundWords();
  const log = createLog(config.logLevel);
  // In production nothing is kept in a folder of this machine, and several processes may share it.
  const lock = config.profile === 'development' ? lockDataFolder(config, lifecycle) : undefined;
  const { urls: database, folder } = await openDatabases(config, lifecycle);
  await migrateAll(database, FEATURES);
  const issuer = await openIssuer(config, lifecycle);
  const hadSecrets = existsSync(config.secretsFile);
  const fatal = (what: string, error: unknown): void => lifecycle.broken(what, error);
  const api = await startApi(config, { database, issuer, log, fatal });
  lifecycle.opened('application', () => {
    api.drain();
    return api.close();
  });
  lock?.tell({ url: api.url, issuer });
  lifecycle.started();
  const madeSecrets = !hadSecrets && existsSync(config.secretsFile);
  print(
    banner(config, {
      url: api.url,
      pages: api.pages,
      log: api.log,
      issuer,
      ...(api.metricsUrl !== undefined && { metricsUrl: api.metricsUrl }),
      ...(folder === undefined ? {} : { folder }),
      notes: madeSecrets ? [newSecretsNote(config.secretsFile)] : [],
    }),
  );
}

async function main(): Promise<void> {
  let lifecycle: Lifecycle | undefined;
  try {
    const config = readConfig(
      process.argv.includes('--production') ? 'production' : 'development',
      process.env,
    );
    lifecycle = new Lifecycle(createLog(config.logLevel), config.shutdownSeconds);
    await start(config, lifecycle);
  } catch (error) {
    const failure = startFailure(error);
    const interrupted = error instanceof StartInterrupted;
    if (!interrupted) process.stderr.write(`${failure.text}\n`);
    const exitCode = interrupted ? 0 : failure.exitCode;
    if (lifecycle) await lifecycle.end(exitCode);
    else process.exit(exitCode);
  }
}

void main();
