import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '../faults/erasing';
import { App, newApp, OWN_ISSUER, startApp } from '../setup/app';

const apps: App[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.dispose();
});

describe('the production profile', () => {
  const production = async (env: Record<string, string>): ReturnType<App['outcome']> => {
    const app = await newApp({
      args: ['--production'],
      env: { ...OWN_ISSUER, DATABASE_URL: '', DATABASE_ADMIN_URL: '', KEYRING_URL: '', ...env },
    });
    apps.push(app);
    return app.outcome();
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
    const second = new App(first.dataDir, first.database, {
      ...first.options,
      env: { ...first.options.env, INZAGE_METRICS_PORT: '0' },
    });
    for (const app of [first, second]) {
      app.spawn();
      while (!app.log().includes('Inzage, production profile')) await app.moved();
      expect(app.log()).toContain('https://login.example.be');
      expect(app.log()).not.toContain('curl');
    }
    // Metrics are told where it was said, and never with the API.
    const at = (app: App, name: string): string =>
      new RegExp(`^ {2}${name} +(\\S+)`, 'm').exec(app.log())?.[1] ?? '';
    for (const app of [first, second]) expect((await fetch(`${at(app, 'API')}/metrics`)).status).toBe(404);
    expect(at(first, 'metrics')).toBe('');
    const told = await fetch(at(second, 'metrics'));
    expect([told.status, await told.text()]).toEqual([
      200,
      expect.stringContaining('inzage_projection_failed'),
    ]);
    expect((await fetch(at(second, 'metrics').replace('/metrics', '/v1/problems'))).status).toBe(404);
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
  const { code, said } = await unreachable.outcome();
  expect(code).toBe(1);
  expect(said).toMatch(/The database of KEYRING_URL cannot be used: .*ECONNREFUSED/);
  expect(said).not.toContain('s3cret');
});

test('a port that is taken is named, and the process that wanted it kept no turn', async () => {
  const app = await startApp();
  apps.push(app);
  const { port } = new URL(app.url);
  for (const [name, words] of [
    ['PORT', 'set PORT to another port.'],
    ['INZAGE_METRICS_PORT', 'set INZAGE_METRICS_PORT to another port, or to none.'],
  ] as const) {
    const other = await newApp({ env: { [name]: port } });
    apps.push(other);
    const { code, said } = await other.outcome();
    expect(code).toBe(1);
    expect(said).toContain(`127.0.0.1:${port} is taken by another process: ${words}\n`);
    expect(await sql(other.database!.superUrl, 'select name from leases where until > now()')).toEqual([]);
  }
});
