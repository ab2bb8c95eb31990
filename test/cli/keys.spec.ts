import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, settingsOf } from '../doctor/doctor';
import { customer, erase, sql, untilFenced } from '../faults/erasing';
import { done, Http } from '../scenarios/http';
import { startApp, temporaryFolder, type App } from '../setup/app';
import { until } from '../setup/until';
import { openVault } from '../setup/vault';

/** The steps of a rotation of the master key, as an operator takes them beside a service that runs (ADR 0026). */

/** Keys beside those of the customer, so that rewrapping takes a while. */
const KEYS = 3_000;

let app: App;
let keyring: string;
let secretsFile: string;
/** How long a step that is taken again and again may take, and how long it waits before the next time, in milliseconds. */
const BY_PROCESS = [30_000, 1_000] as const;
/** Without data. */
let folder: string;
/** All that was written, by every step. */
let written = '';

beforeAll(async () => {
  folder = temporaryFolder();
  app = await startApp({ postgres: 'shared' });
  keyring = app.database!.keyringUrl;
  secretsFile = join(app.dataDir, 'secrets.json');
  const jan = await customer(app, 'jan');
  await untilFenced(app, jan.subject, await erase(app, jan.subject));
  await customer(app, 'piet');
});
afterAll(async () => {
  await app.dispose();
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly exit: number | null;
  readonly said: string;
  /** What it says comes next. */
  readonly next: string | undefined;
}

async function keys(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  kill?: AbortSignal,
): Promise<Said> {
  const { exit, out, said } = await run({ ...settingsOf(app), ...settings }, { tool: 'keys', args, kill });
  written += out + said;
  return { exit, said: out + said, next: /^Next: (.*)$/m.exec(said)?.[1] };
}

const attest = (sub: string): Promise<Said> =>
  keys(['attest', '--epoch', '1', '--as', sub], { INZAGE_URL: app.url });

const under = async (epoch: number): Promise<number> =>
  Number((await sql<{ n: string }>(keyring, `select count(*) as n from keys where epoch = ${epoch}`))[0]!.n);

describe('what it cannot use', () => {
  test.each([
    ['no step', [], 'argument'],
    ['a step that there is not', ['rotate'], 'no such step'],
    ['a name that every object has', ['constructor'], 'no such step'],
    ['attest without an epoch', ['attest'], '--epoch N'],
    ['attest of what is no epoch', ['attest', '--epoch', '0'], '--epoch N'],
    ['attest as nobody', ['attest', '--epoch', '1'], 'INZAGE_TOKEN'],
  ])('%s: what is wrong, its usage, exit code 64', async (_, args, words) => {
    const { exit, said } = await keys(args);
    expect([exit, said.includes(words), said.includes('npm run keys -- status')]).toEqual([64, true, true]);
  });

  test('a folder without data: says so, exit code 1', async () => {
    const { exit, said } = await run({ INZAGE_DATA_DIR: folder }, { tool: 'keys', args: ['status'] });
    expect([exit, said]).toEqual([1, expect.stringContaining('There are no data in') as string]);
  });
});

test('before any rotation every step has nothing to do, and says what would begin one', async () => {
  const begin = 'nothing. To begin another rotation: npm run keys -- announce';
  expect(await keys(['status'])).toMatchObject({ exit: 0, next: begin });
  for (const [step, words] of [
    ['activate', 'Epoch 1 is active; none is announced.'],
    ['rewrap', 'Made anew: 0 keys and 0 look-up rows'],
    ['retire', 'There is no older epoch.'],
    ['fingerprints', 'cannot be derived from this secrets file any more'],
  ] as const) {
    const { exit, said, next } = await keys([step]);
    expect({ step, exit, next, said }).toEqual({
      step,
      exit: 0,
      next: begin,
      said: expect.stringContaining(words) as string,
    });
  }
  expect(await attest('olivia.officer')).toMatchObject({
    exit: 1,
    said:
      'The epoch of the master key is still in use, or unknown. ' +
      'See /v1/master-key-epochs; an operator retires it with npm run keys.\n',
  });
  const nowhere = await keys(['attest', '--epoch', '1'], {
    INZAGE_URL: 'http://127.0.0.1:1',
    INZAGE_TOKEN: 'x',
  });
  expect(nowhere).toMatchObject({
    exit: 1,
    said: 'http://127.0.0.1:1 does not answer: set INZAGE_URL to where the API is.\n',
  });
});

test('a whole rotation: each step twice, the wrong one refused, what comes next said', async () => {
  for (let time = 0; time < 2; time++) {
    const announced = await keys(['announce']);
    expect(announced).toMatchObject({ exit: 0, next: expect.stringContaining('-- activate') as string });
    expect(announced.said).toContain('Epoch 2 is in the secrets file. Back the file up');
  }
  expect(await keys(['retire'])).toMatchObject({
    exit: 1,
    said: expect.stringContaining('activate comes first') as string,
  });
  await until(
    () => keys(['activate']),
    ({ exit, next }) => exit === 0 && next === 'npm run keys -- rewrap',
    ...BY_PROCESS,
  );
  expect(await keys(['activate'])).toMatchObject({ exit: 0, next: 'npm run keys -- rewrap' });

  // Refused while a row is left, and it says how many.
  const early = await keys(['retire']);
  expect(early).toMatchObject({ exit: 1 });
  expect(early.said).toMatch(
    /^\d+ rows of the keyring are still under an older epoch: npm run keys -- rewrap\./m,
  );

  const first = await keys(['rewrap']);
  expect(first).toMatchObject({ exit: 0, next: 'npm run keys -- retire' });
  expect(first.said).toMatch(/Made anew: [1-9]\d* keys and [1-9]\d* look-up rows/);
  expect((await keys(['rewrap'])).said).toContain('Made anew: 0 keys and 0 look-up rows');

  await sql(app.database!.superUrl, `select pg_create_physical_replication_slot('keys_spec', true)`);
  try {
    for (let time = 0; time < 2; time++) {
      const retired = await keys(['retire']);
      expect(retired).toMatchObject({
        exit: 0,
        next: expect.stringMatching(
          /^destroy every copy that has epoch 1 .*; then two officers, one after the other: npm run keys -- attest --epoch 1$/,
        ) as string,
      });
      // What has them still: other files, dumps, the write-ahead log, a replica's slot.
      expect(retired.said).toContain('every other copy of the secrets file');
      expect(retired.said).toMatch(/dumps, base backups and snapshots of the keyring from before \d{4}-/);
      expect(retired.said).toMatch(/its write-ahead log up to [0-9A-F]{24}: in pg_wal/);
      expect(retired.said).toContain('the replication slot keys_spec');
    }
  } finally {
    await sql(app.database!.superUrl, `select pg_drop_replication_slot('keys_spec')`);
  }
  const kept = JSON.parse(readFileSync(secretsFile, 'utf8')) as { masterKeys: { epoch: number }[] };
  expect(kept.masterKeys.map(({ epoch }) => epoch)).toEqual([2]);

  await until(
    () => attest('olivia.officer'),
    ({ exit, said }) => exit === 0 && said.includes('Next: another officer states the same.'),
    ...BY_PROCESS,
  );
  // The same officer again is one officer still.
  expect((await attest('olivia.officer')).said).toContain('Next: another officer states the same.');
  expect((await keys(['status'])).next).toContain('then a second officer: npm run keys -- attest --epoch 1');
  expect((await attest('pieter.officer')).said).toContain('what was erased under it is irrecoverable');
  const { said, next } = await keys(['status']);
  expect(next).toBe('nothing. To begin another rotation: npm run keys -- announce');
  expect(said).toMatch(/^ +2\* /m);
}, 400_000);

test('killed by SIGKILL in the middle of rewrapping, it goes on from there', async () => {
  const vault = await openVault(keyring, secretsFile);
  const event = randomUUID();
  const scope = (): object => ({ owner: `subject:${randomUUID()}`, purpose: 'contract', period: 'contract' });
  const sealed = await Promise.all(
    Array.from({ length: KEYS }, () => vault.seal(event, [{ ...scope(), values: { n: 1 } } as never])),
  );
  await vault.close();
  await keys(['announce']);
  await until(
    () => keys(['activate']),
    ({ exit }) => exit === 0,
    ...BY_PROCESS,
  );
  const all = await under(2);

  const kill = new AbortController();
  const killed = keys(['rewrap'], {}, kill.signal);
  await until(
    () => under(2),
    left => left < all,
  );
  kill.abort();
  expect(await killed).toMatchObject({ exit: null, next: undefined });
  const left = await under(2);
  expect([left > 0, left < all]).toEqual([true, true]);

  const rest = await keys(['rewrap']);
  expect(rest).toMatchObject({ exit: 0, next: 'npm run keys -- retire' });
  expect(rest.said).toContain(`Made anew: ${left} keys and`);
  expect(await under(2)).toBe(0);
  const again = await openVault(keyring, secretsFile);
  const opened = await again.openAll(sealed.flat().map(envelope => ({ eventId: event, envelope })));
  await again.close();
  expect(opened.filter(({ state }) => state !== 'open')).toEqual([]);
});

test('a process whose file lacks the announced epoch is named, and activate waits for it', async () => {
  await keys(['retire']);
  const elsewhere = join(folder, 'secrets.json');
  copyFileSync(secretsFile, elsewhere);
  const lagging = await openVault(keyring, elsewhere, true);
  try {
    await keys(['announce']);
    const name = new RegExp(`Epoch 4 is not in the secrets file of .*:${process.pid}\\b`);
    const refused = await until(
      () => keys(['activate']),
      ({ said }) => name.test(said) && !said.includes(`:${app.pid}`),
      ...BY_PROCESS,
    );
    expect(refused.exit).toBe(1);
    expect((await keys(['status'])).next).toMatch(
      new RegExp(`give the secrets file to .*:${process.pid}; then`),
    );
    copyFileSync(secretsFile, elsewhere);
    await until(
      () => keys(['activate']),
      ({ exit }) => exit === 0,
      ...BY_PROCESS,
    );
  } finally {
    await lagging.close();
  }
});

test('the service has answered all the time, and nothing secret was said', async () => {
  const http = new Http(app);
  await done(http.query('privacy-officer', '/v1/master-key-epochs'));
  const { masterKeys, commandIdKey } = JSON.parse(readFileSync(secretsFile, 'utf8')) as {
    masterKeys: { key: string }[];
    commandIdKey: string;
  };
  for (const secret of [...masterKeys.map(({ key }) => key), commandIdKey])
    expect(written).not.toContain(secret);
});
