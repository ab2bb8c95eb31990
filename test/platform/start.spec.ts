import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { processStart } from '#tools/embedded-postgres';
import { newApp, type App } from '../setup/app';

// Each starts the real process several times; a machine may be busy.
jest.setTimeout(120_000);

const apps: App[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.dispose();
});

async function embedded(): Promise<App> {
  const app = await newApp({ postgres: 'embedded' });
  apps.push(app);
  return app;
}

const postmasterFile = (app: App): string => join(app.dataDir, 'postgres/cluster/postmaster.pid');
const postmaster = (app: App): number => parseInt(readFileSync(postmasterFile(app), 'utf8'), 10);

const alive = (pid: number): boolean => processStart(pid) !== undefined;

/** PostgreSQL removes its pid file a moment before it is gone. */
async function gone(pid: number): Promise<void> {
  while (alive(pid)) await delay(10);
}

/** Runs one statement as the owner of the log's database. */
async function asOwner(app: App, statement: string): Promise<unknown[]> {
  const { port, passwords } = JSON.parse(readFileSync(join(app.dataDir, 'postgres.json'), 'utf8')) as {
    port: number;
    passwords: { owner: string };
  };
  const client = new Client({
    connectionString: `postgres://inzage_owner:${passwords.owner}@127.0.0.1:${port}/inzage`,
  });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

test('a start, its second, every way to end, and the next start on the same data', async () => {
  const app = await embedded();
  await app.start();
  const { url, pid, issuer } = app;
  await asOwner(app, 'create table kept as select 1 as n');
  const token = await app.tokenFor('customer', { sub: 'jan' });

  const second = await sameFolder(app);
  expect(await second.outcome()).toEqual({
    code: 1,
    said: `Inzage is already running (pid ${pid}) at ${url}, on the data in ${app.dataDir}.\n`,
  });
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);

  const database = postmaster(app);
  expect(await app.stop('SIGTERM')).toBe(0);
  expect(existsSync(postmasterFile(app))).toBe(false);
  await gone(database);

  await app.start();
  expect([app.url, app.issuer]).toEqual([url, issuer]);
  expect(await asOwner(app, 'select n from kept')).toEqual([{ n: 1 }]);
  // The issuer's keys are the same: tokens outlive a restart.
  const keyId = (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string })
    .kid;
  const { keys } = (await (await fetch(`${issuer}/jwks`)).json()) as { keys: { kid: string }[] };
  expect(keys.map(key => key.kid)).toContain(keyId);

  // Ctrl-C reaches the whole process group, and under npm the service twice.
  const interrupted = postmaster(app);
  process.kill(-app.pid, 'SIGINT');
  expect(await app.stop('SIGINT')).toBe(0);
  await gone(interrupted);
});

test('after kill -9 of the service, of PostgreSQL, and of both, the next start recovers by itself', async () => {
  const app = await embedded();
  await app.start();
  await asOwner(app, 'create table kept as select 1 as n');
  const left = postmaster(app);
  await app.kill9();
  expect(alive(left)).toBe(true);
  await app.start();
  expect(postmaster(app)).toBe(left); // Adopted.

  process.kill(left, 'SIGKILL');
  await app.kill9();
  await app.start();
  expect(postmaster(app)).not.toBe(left);
  expect(await asOwner(app, 'select n from kept')).toEqual([{ n: 1 }]);

  process.kill(postmaster(app), 'SIGKILL');
  await app.stop();
  await app.start();
  expect(await asOwner(app, 'select n from kept')).toEqual([{ n: 1 }]);
});

test('of two first starts at once one serves, and the other says so', async () => {
  const app = await embedded();
  const other = await sameFolder(app);
  const ends = [app, other].map(each => once(each.spawn(), 'close') as Promise<[number | null]>);
  const [loser, code] = await Promise.race(ends.map(async (end, at) => [at, (await end)[0]] as const));
  expect(code).toBe(1);
  expect([app, other][loser]!.log()).toMatch(/^Inzage is already (starting|running) \(pid \d+\)/);
  const winner = [app, other][1 - loser]!;
  await winner.stop(); // A signal in the middle of a start ends it in order, too.
  expect(winner.log()).not.toContain('Inzage does not start');
  await app.start();
});

test('a first start that is killed at any moment is finished by the next', async () => {
  const app = await embedded();
  for (const after of [150, 400, 700, 1_100, 1_800]) {
    app.spawn();
    await delay(after);
    await app.kill9();
  }
  await app.start();
  const database = postmaster(app);
  expect(await app.stop('SIGHUP')).toBe(0); // The terminal was closed.
  await gone(database);
});

/** Another start on the same data folder. */
async function sameFolder(app: App): Promise<App> {
  const other = await newApp({ postgres: 'embedded', env: { INZAGE_DATA_DIR: app.dataDir } });
  apps.push(other);
  return other;
}
