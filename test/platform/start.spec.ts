import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { processStart } from '#libs/database/embedded';
import { App, newApp, startApp } from '../setup/app';

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

/** Starts it and waits for its end instead of for its readiness. */
async function exitOf(app: App): Promise<{ code: number | null; said: string }> {
  const before = app.log().length;
  const [code] = (await once(app.spawn(), 'close')) as [number | null];
  return { code, said: app.log().slice(before) };
}

describe('with the embedded PostgreSQL', () => {
  test('a start, its second, every way to end, and the next start on the same data', async () => {
    const app = await embedded();
    await app.start();
    const { url, pid, issuer } = app;
    await asOwner(app, 'create table kept as select 1 as n');
    const token = await app.tokenFor('customer', { sub: 'jan' });

    const second = await sameFolder(app);
    expect(await exitOf(second)).toEqual({
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
    expect(await app.stop()).toBe(0);
  });
});

describe('the production profile', () => {
  const production = async (env: Record<string, string>): Promise<{ code: number | null; said: string }> => {
    const app = await newApp({
      args: ['--production'],
      env: { DATABASE_URL: '', DATABASE_ADMIN_URL: '', KEYRING_URL: '', ...env },
    });
    apps.push(app);
    return exitOf(app);
  };

  test('lists all that it needs, with an exit code of its own, and touches nothing', async () => {
    const { code, said } = await production({});
    expect(code).toBe(78);
    for (const name of [
      'OIDC_ISSUER',
      'DATABASE_URL',
      'DATABASE_ADMIN_URL',
      'KEYRING_URL',
      'INZAGE_SECRETS_FILE',
    ]) {
      expect(said).toMatch(new RegExp(`^  - ${name} is missing\\.`, 'm'));
    }
    expect(existsSync(join(apps.at(-1)!.dataDir, 'postgres.json'))).toBe(false);
  });

  test('starts with exactly what it needs, as often as one likes, and without a local issuer', async () => {
    const env = {
      OIDC_ISSUER: 'https://login.example.be',
      INZAGE_SECRETS_FILE: join(tmpdir(), `secrets-${process.pid}.json`),
    };
    const first = await newApp({ args: ['--production'], env: { ...env, HOST: '127.0.0.1' } });
    apps.push(first);
    // A second process with the same settings, on another port.
    const second = new App(first.dataDir, first.database, first.options);
    for (const app of [first, second]) {
      app.spawn();
      while (!app.log().includes('Inzage, production profile')) await app.moved();
      expect(app.log()).toContain('https://login.example.be');
      expect(app.log()).not.toContain('curl');
    }
    expect(await Promise.all([first.stop(), second.stop()])).toEqual([0, 0]);
    rmSync(env.INZAGE_SECRETS_FILE, { force: true });
  });

  test('refuses the local issuer', async () => {
    const { code, said } = await production({ OIDC_ISSUER: 'http://127.0.0.1:3001' });
    expect(code).toBe(78);
    expect(said).toContain('it gives a token to anybody');
  });
});

test('with databases of its own it starts no PostgreSQL, and names the one that does not answer', async () => {
  const app = await startApp();
  apps.push(app);
  expect(existsSync(join(app.dataDir, 'postgres.json'))).toBe(false);
  expect(await app.stop()).toBe(0);

  const unreachable = await newApp({ env: { KEYRING_URL: 'postgres://k:s3cret@127.0.0.1:1/k' } });
  apps.push(unreachable);
  const { code, said } = await exitOf(unreachable);
  expect(code).toBe(1);
  expect(said).toMatch(/The database of KEYRING_URL cannot be used: .*ECONNREFUSED/);
  expect(said).not.toContain('s3cret');
});

test('a port that is taken is named', async () => {
  const app = await startApp();
  apps.push(app);
  const { port } = new URL(app.url);
  const other = await newApp({ env: { PORT: port } });
  apps.push(other);
  const { code, said } = await exitOf(other);
  expect(code).toBe(1);
  expect(said).toContain(`127.0.0.1:${port} is taken by another process: set PORT to another port.\n`);
});

/** Another start on the same data folder. */
async function sameFolder(app: App): Promise<App> {
  const other = await newApp({ postgres: 'embedded', env: { INZAGE_DATA_DIR: app.dataDir } });
  apps.push(other);
  return other;
}
