import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose, run, settingsOf } from '../doctor/doctor';
import { answers, Caller, differences } from '../faults/caller';
import {
  customer,
  erase,
  ERASED,
  registerOf,
  remains,
  share,
  sql,
  untilFenced,
  type Customer,
} from '../faults/erasing';
import { Peer } from '../peers/eventstoredb';
import { App, startApp, temporaryFolder } from '../setup/app';
import { freshDatabase, type TestDatabase } from '../setup/database';
import { BRIEF } from '../setup/program';

interface Manifest {
  readonly log: { readonly id: string; readonly events: number };
  readonly keyring: { migrations: string[] };
}

let folder: string;
let peer: Peer;
let app: App;
let jan: Customer;
let piet: Customer;
/** What the service had when the backup began; all of it must come back. */
let before: { register: string[]; corrections: number[] };
let callers: Caller[];
let backup: string;
/** Of Piet, under way when the backup was made. */
let erasure: string;
const databases: TestDatabase[] = [];
let started: App | undefined;

beforeAll(async () => {
  folder = temporaryFolder();
  peer = await Peer.start();
  app = await startApp({ postgres: 'shared' });
  [jan, piet] = [await customer(app, 'jan'), await customer(app, 'piet')];
  await untilFenced(app, jan.subject, await erase(app, jan.subject));
  const token = await app.tokenFor('service');
  callers = Array.from({ length: 6 }, (_, n) => new Caller(() => app.url, token, `noor${n}`));
  const stop = new AbortController();
  const working = Promise.all(callers.map(caller => caller.work(stop.signal)));
  await answers(callers, 10);

  // While all write, and while somebody is erased, a backup is made.
  before = { register: await registerOf(app), corrections: callers.map(({ acknowledged }) => acknowledged) };
  erasure = await erase(app, piet.subject);
  backup = join(folder, 'backup');
  const made = await tool('backup', app, ['--out', backup]);
  expect({ exit: made.exit, said: made.exit === 0 || made }).toEqual({ exit: 0, said: true });
  expect(made.out).toMatch(/^\d+ events and the keyring of log [0-9a-f-]{36} are in .*\n(ok .*\n)+$/);
  await answers(callers, 3);
  stop.abort();
  await working;
  await untilFenced(app, piet.subject, erasure);
  // Those that are restored speak for the same issuer.
  await app.stop();
});
afterEach(async () => {
  await started?.stop();
  started = undefined;
});
afterAll(async () => {
  await app.dispose();
  for (const database of databases) await database.drop();
  await peer.stop();
  rmSync(folder, { recursive: true, force: true });
});

const tool = (name: string, of: App, args: string[]): ReturnType<typeof run> =>
  run(settingsOf(of), { tool: name, args });

/** Empty databases, with a copy of the secrets file; the log where it is said. */
async function empty(env: Record<string, string> = {}): Promise<App> {
  const database = await freshDatabase();
  databases.push(database);
  const dataDir = join(folder, randomBytes(4).toString('hex'));
  mkdirSync(dataDir, { mode: 0o711 });
  cpSync(join(app.dataDir, 'secrets.json'), join(dataDir, 'secrets.json'));
  return new App(dataDir, database, { env });
}

/** All that was so before the backup began is so in a restored service. */
async function isWhole(other: App): Promise<void> {
  started = other;
  await other.start();
  const officer = await other.tokenFor('privacy-officer');
  const register = await registerOf(other);
  expect(register.slice(0, before.register.length)).toEqual(before.register);
  expect(await registerOf(app)).toEqual(expect.arrayContaining(register.slice(0, before.register.length)));
  expect(await remains(other, jan)).toEqual(ERASED);
  for (const [n, caller] of callers.entries()) {
    const had = await differences(other.url, officer, caller);
    const [corrected] = /^\d+/.exec(had.find(text => /corrections/.test(text)) ?? `${caller.acknowledged}`)!;
    expect(Number(corrected)).toBeGreaterThanOrEqual(before.corrections[n]!);
  }
  expect(await diagnose(other)).toMatchObject({ exit: 0, codes: [] });
}

test('what was acknowledged before a backup under load comes back, and who was erased does not; an erasure under way goes on', async () => {
  const other = await empty();
  const done = await tool('restore', other, ['--from', backup]);
  expect({ exit: done.exit, said: done.exit === 0 || done }).toEqual({ exit: 0, said: true });
  expect(done.out).toMatch(/^Log [0-9a-f-]{36} is restored as it was at .*\n(ok .*\n)+$/);
  await isWhole(other);
  // It had begun when the backup was made: the restored service resumes it by itself.
  await untilFenced(other, piet.subject, erasure);
  expect(await remains(other, piet)).toEqual(ERASED);
  const again = await share(other, jan);
  expect([again.status, again.body.repeated]).toEqual([200, true]);
});

test('a restore that is killed at any moment is finished by the next', async () => {
  const other = await empty();
  for (const after of [900, 1_600, 2_500]) {
    const program = [...BRIEF, 'dist/apps/cli/main.js', 'restore', '--from', backup];
    const child = spawn(process.execPath, program, {
      env: { PATH: process.env.PATH, ...settingsOf(other) },
    });
    const ended = new Promise(resolve => child.once('close', resolve));
    setTimeout(() => child.kill('SIGKILL'), after);
    await ended;
  }
  const done = await tool('restore', other, ['--from', backup]);
  expect({ exit: done.exit, said: done.exit === 0 || done }).toEqual({ exit: 0, said: true });
  await isWhole(other);
});

test('a log comes back on the other engine, and from there on the first', async () => {
  const server = process.env.EVENTSTORE_URL ?? peer.url;
  const at = `${server}${server.includes('?') ? '&' : '?'}streamPrefix=back_${randomBytes(6).toString('hex')}`;
  const distributed = await empty({ EVENTSTORE_URL: at });
  expect(await tool('restore', distributed, ['--from', backup])).toMatchObject({ exit: 0 });
  const again = join(folder, 'again');
  expect(await tool('backup', distributed, ['--out', again])).toMatchObject({
    exit: 1,
    out: expect.stringContaining('projector-absent') as string,
  });
  const [one, other] = [backup, again].map(
    path => (JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')) as Manifest).log,
  );
  expect(other!.id).toBe(one!.id);
  expect(other!.events).toBeGreaterThanOrEqual(one!.events);
  const first = await empty();
  expect(await tool('restore', first, ['--from', again])).toMatchObject({ exit: 0 });
  await isWhole(first);
});

describe('refused, and nothing is written', () => {
  const copyOf = (change: (path: string) => void): string => {
    const path = join(folder, randomBytes(4).toString('hex'));
    cpSync(backup, path, { recursive: true });
    change(path);
    return path;
  };
  const manifest = (path: string): string => join(path, 'manifest.json');

  test.each<[what: string, change: (path: string) => void, words: RegExp]>([
    [
      'a backup that was not finished',
      path => rmSync(manifest(path)),
      /no backup, or one that was not finished/,
    ],
    [
      'a file that was changed',
      path => appendFileSync(join(path, 'log.ndjson.gz'), 'x'),
      /log\.ndjson\.gz of the backup is not as it was written/,
    ],
    [
      'a file that is gone',
      path => rmSync(join(path, 'keyring/keys.copy.gz')),
      /keys\.copy\.gz of the backup cannot be read/,
    ],
    ['a newer format', path => writeFileSync(manifest(path), '{"format": 2}'), /format 2/],
  ])('%s', async (_, change, words) => {
    const other = await empty();
    const { exit, said } = await tool('restore', other, ['--from', copyOf(change)]);
    expect(exit).toBe(69);
    expect(said).toMatch(words);
    expect(await sql(other.database!.superUrl, `select to_regclass('events') as there`)).toEqual([
      { there: null },
    ]);
  });

  test('without the secrets file', async () => {
    const other = await empty();
    rmSync(join(other.dataDir, 'secrets.json'));
    const { exit, said } = await tool('restore', other, ['--from', backup]);
    expect([exit, said]).toEqual([69, expect.stringContaining('restore the secrets file first')]);
  });

  test('a keyring of a newer version', async () => {
    const other = await empty();
    const newer = copyOf(path => {
      const read = JSON.parse(readFileSync(manifest(path), 'utf8')) as Manifest;
      read.keyring.migrations.push('Later2800000000000');
      writeFileSync(manifest(path), JSON.stringify(read));
    });
    const { exit, said } = await tool('restore', other, ['--from', newer]);
    expect([exit, said]).toEqual([69, expect.stringContaining('a newer version of this program')]);
    expect(await sql(other.database!.keyringUrl, `select to_regclass('keys') as there`)).toEqual([
      { there: null },
    ]);
  });

  test('onto another log, and onto a service that runs', async () => {
    const other = await startApp({ postgres: 'shared' });
    try {
      const running = await tool('restore', other, ['--from', backup]);
      expect([running.exit, running.said]).toEqual([69, expect.stringContaining('stop it first')]);
      await other.stop();
      const stopped = await tool('restore', other, ['--from', backup]);
      expect([stopped.exit, stopped.said]).toEqual([
        69,
        expect.stringContaining('Restore into empty databases'),
      ]);
    } finally {
      await other.dispose();
    }
  });

  test('a backup into a folder that has something', async () => {
    const { exit, said } = await tool('backup', app, ['--out', folder]);
    expect([exit, said]).toEqual([69, expect.stringContaining('is not empty')]);
    expect(existsSync(join(folder, 'manifest.json'))).toBe(false);
  });
});
