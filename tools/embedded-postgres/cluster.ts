import {
  appendFileSync,
  chownSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries';
import { syncFolder, writeDurably } from './files';
import type { Place } from './place';
import { commandLine, processStart } from './process';
import { HOST_BASED_AUTHENTICATION, settings } from './settings';
import { run } from './tools';

/** How long a start is tried again while the remains of a killed server still stand in its way. */
const PATIENCE_MS = 30_000;
/** What PostgreSQL logs about such remains, and about a port that another process took a moment ago. */
const PASSING =
  /lock file "postmaster.pid" already exists|pre-existing shared memory block|could not create any TCP\/IP sockets/;

const own = ({ user }: Place, ...paths: string[]): void => {
  if (user.ids) for (const path of paths) chownSync(path, user.ids.uid, user.ids.gid);
};
const clusterOf = (place: Place): string => join(place.folder, 'cluster');

/** Makes the cluster in a folder beside its place and renames it when whole: a killed first start leaves no half of one. */
export async function makeCluster(place: Place, binaries: Binaries, sync: boolean): Promise<void> {
  const cluster = clusterOf(place);
  for (const name of readdirSync(place.folder).filter(entry => entry.startsWith('cluster.'))) {
    try {
      rmSync(join(place.folder, name), { recursive: true, force: true });
    } catch {
      // An initdb that outlived its killed parent still writes there; it will be removed another time.
    }
  }
  if (existsSync(cluster)) {
    const major = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
    if (Number(major) === binaries.major) return;
    throw new Error(
      `The data in ${cluster} are of PostgreSQL ${major}; this version brings ${binaries.major} and cannot read them.`,
    );
  }
  const draft = join(place.folder, `cluster.${randomBytes(4).toString('hex')}`);
  const passwordFile = `${draft}.password`;
  writeFileSync(passwordFile, place.passwords.superuser, { mode: 0o600 });
  own(place, passwordFile);
  const options = [
    '--encoding=UTF8',
    '--locale=C',
    '--auth=scram-sha-256',
    '--username=postgres',
    '--no-instructions',
  ];
  if (!sync) options.push('--no-sync');
  const done = await run(
    binaries.path('initdb'),
    ['-D', draft, `--pwfile=${passwordFile}`, ...options],
    place.user,
    place.folder,
  );
  rmSync(passwordFile, { force: true });
  if (done.code !== 0) throw new Error(`initdb failed: ${done.output}`);
  appendFileSync(join(draft, 'postgresql.conf'), "include 'inzage.conf'\n");
  writeFileSync(join(draft, 'pg_hba.conf'), HOST_BASED_AUTHENTICATION);
  renameSync(draft, cluster);
  syncFolder(place.folder);
}

interface Running {
  readonly pid: number;
  readonly ready: boolean;
}

/** The server that runs on our cluster, by its postmaster.pid, if that process is truly ours. */
function running(cluster: string): Running | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!(pid > 0) || processStart(pid) === undefined) return undefined;
  const command = commandLine(pid).split('\0');
  return command.includes(cluster) ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined;
}

export function freePort(wanted = 0): Promise<number | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.on('error', () => resolve(undefined));
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts the server, or adopts the one that a killed process of ours has left running. It is detached: neither
 * a Ctrl-C nor a killed Node ends it, only {@link stopCluster} does.
 */
export async function startCluster(
  place: Place,
  binaries: Binaries,
  extra: Readonly<Record<string, string>>,
): Promise<'started' | 'adopted'> {
  const cluster = clusterOf(place);
  const configuration = join(cluster, 'inzage.conf');
  const log = join(place.folder, 'postgres.log');
  const deadline = Date.now() + PATIENCE_MS;
  for (let pause = 50; ; pause = Math.min(2 * pause, 1_000)) {
    const left = running(cluster);
    if (left) {
      const same =
        existsSync(configuration) && readFileSync(configuration, 'utf8') === settings(place.port, extra);
      if (left.ready && same) return 'adopted';
      // Not ready: it still starts or recovers, or already stops.
      if (left.ready || Date.now() > deadline) await stopCluster(place, binaries);
      else await delay(pause);
      continue;
    }
    const port = (await freePort(place.port)) ?? (await freePort())!;
    if (port !== place.port) place.remember(port);
    writeDurably(configuration, settings(port, extra));
    own(place, configuration);
    const before = size(log);
    const args = ['-D', cluster, '-w', '-t', '600', '-l', log, 'start'];
    const done = await run(binaries.path('pg_ctl'), args, place.user, place.folder);
    if (done.code === 0) return 'started';
    const said = existsSync(log) ? readFileSync(log).subarray(before).toString().trim() : '';
    if (!PASSING.test(said) || Date.now() > deadline) {
      throw new Error(`PostgreSQL does not start. ${done.output}\n${said.slice(-2_000)}`);
    }
    await delay(pause);
  }
}

/** Stops the server: open transactions are rolled back, what was committed is kept. */
export async function stopCluster(place: Place, binaries: Binaries): Promise<void> {
  const cluster = clusterOf(place);
  if (!running(cluster)) return;
  const stop = (mode: string, seconds: string): Promise<{ code: number | null; output: string }> =>
    run(
      binaries.path('pg_ctl'),
      ['-D', cluster, '-m', mode, '-w', '-t', seconds, 'stop'],
      place.user,
      place.folder,
    );
  if ((await stop('fast', '60')).code === 0 || !running(cluster)) return;
  const forced = await stop('immediate', '30');
  if (forced.code !== 0 && running(cluster)) throw new Error(`PostgreSQL does not stop: ${forced.output}`);
}

/** Asks the server to stop in order; it does so by itself (SIGINT is its fast shutdown). */
export function askToStop(place: Place): void {
  const server = running(clusterOf(place));
  if (server) process.kill(server.pid, 'SIGINT');
}

function size(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
