import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrateKeyring } from '#libs/vault/postgres';
import { encodeRecord, type EventRecord } from '#libs/event-store';
import { erase, untilFenced, untilTold } from '../faults/erasing';
import { App } from '../setup/app';
import { freshDatabase } from '../setup/database';
import { testLog } from '../setup/log';
import { until } from '../setup/until';
import { diagnose, written } from './doctor';
import { Installation } from './installation';

let here: Installation;
beforeAll(async () => {
  here = await Installation.start();
});
afterAll(() => here.app.dispose());

describe('secrets and keyring', () => {
  test('another master key', async () => {
    const file = join(here.app.dataDir, 'other.json');
    const secrets = JSON.parse(readFileSync(join(here.app.dataDir, 'secrets.json'), 'utf8')) as {
      masterKeys: { key: string }[];
    };
    secrets.masterKeys[0]!.key = Buffer.alloc(32, 7).toString('base64url');
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    expect(await diagnose(here.app, { INZAGE_SECRETS_FILE: file })).toMatchObject({
      exit: 1,
      codes: ['secrets-of-another-keyring'],
    });
    expect(await diagnose(here.app, { INZAGE_SECRETS_FILE: `${file}.gone` })).toMatchObject({
      exit: 1,
      codes: ['secrets-missing'],
    });
  });

  test('an empty keyring', async () => {
    const other = await freshDatabase();
    const notMigrated = await diagnose(here.app, { KEYRING_URL: other.keyringUrl });
    expect(notMigrated.codes).toEqual(['schema-behind', 'keyring-not-migrated']);
    await migrateKeyring(other.keyringUrl);
    expect(await diagnose(here.app, { KEYRING_URL: other.keyringUrl })).toMatchObject({
      exit: 1,
      codes: ['keyring-empty'],
    });
    await other.drop();
  });

  test('a key that somebody moved to another owner', async () => {
    const codes = await here.found(
      () =>
        here.inKeyring(
          `update keys set purpose = 'forged' where owner = 'subject:${here.piet.subject}' and purpose = 'bookkeeping'`,
        ),
      () => here.inKeyring(`update keys set purpose = 'bookkeeping' where purpose = 'forged'`),
    );
    expect(codes).toEqual(['key-unreadable']);
  });

  test('a keyring that lost a key: an outage, not an erasure', async () => {
    const key = `owner = 'subject:${here.piet.subject}' and purpose = 'bookkeeping'`;
    const codes = await here.found(
      () =>
        here.inKeyring(`create table kept as select * from keys where ${key}; delete from keys where ${key}`),
      () => here.inKeyring('insert into keys select * from kept; drop table kept'),
    );
    expect(codes).toEqual(['key-missing']);
  });

  test('a look-up that is gone', async () => {
    const row = `kind = 'email' and key_id in (select key_id from keys where owner = 'subject:${here.piet.subject}')`;
    const codes = await here.found(
      () =>
        here.inKeyring(
          `create table kept as select * from lookups where ${row}; delete from lookups where ${row}`,
        ),
      () => here.inKeyring('insert into lookups select * from kept; drop table kept'),
    );
    expect(codes).toEqual(['lookup-missing']);
  });
});

describe('what should be at work', () => {
  test('a checkpoint beyond the end of the log', async () => {
    const codes = await here.found(
      () =>
        here.inLog(`create table kept as select projection, position from checkpoints;
          update checkpoints set position = (select '9' || max(position) from checkpoints) where projection = 'mediations'`),
      () =>
        here.inLog(`update checkpoints c set position = k.position from kept k
          where k.projection = c.projection and c.projection = 'mediations'; drop table kept`),
    );
    expect(codes).toEqual(['checkpoint-ahead']);
  });

  test('timers that nobody fires', async () => {
    const codes = await here.found(
      () =>
        here.inLog(`insert into timers (name, key, due, payload, failures, retry_at)
          values ('matter/end', 'x', now() - interval '1 hour', '{}', 3, now() + interval '1 hour')`),
      () => here.inLog(`delete from timers where key = 'x'`),
    );
    expect(codes).toEqual(['timer-overdue', 'timer-failing']);
  });
});

test.each<[code: string, database: 'log' | 'keyring', plant: string, undo: string]>([
  [
    'keyring-ahead-of-journal',
    'keyring',
    'create table kept as table identity; update identity set journal = 99',
    'update identity set journal = kept.journal from kept; drop table kept',
  ],
  [
    'lookup-of-erased',
    'keyring',
    `insert into barred_owners (owner, barred_at) select owner, now() from lookups join keys using (key_id) where kind = 'email' limit 1`,
    'truncate barred_owners',
  ],
  [
    'lookup-of-erased',
    'keyring',
    `insert into fences (key_id, owner, purpose, period, generation, fenced_at)
      select key_id, owner, purpose, period, generation, now() from lookups join keys using (key_id) where kind = 'email' limit 1`,
    'truncate fences',
  ],
  [
    'schema-ahead',
    'log',
    `insert into migrations (timestamp, name) values (1, 'ComesLater')`,
    `delete from migrations where name = 'ComesLater'`,
  ],
  [
    'schema-behind',
    'keyring',
    `update migrations set name = name || 'x' where name like 'RetiredKeys%'`,
    `update migrations set name = rtrim(name, 'x') where name like 'RetiredKeys%'`,
  ],
  [
    'sweep-failing',
    'log',
    `insert into sweeps (name, ran_at, failures, error) values ('planted', now(), 5, 'Error')`,
    `delete from sweeps where name = 'planted'`,
  ],
  [
    'projection-missing',
    'log',
    `create table kept as select * from checkpoints where projection = 'timers'; delete from checkpoints where projection = 'timers'`,
    'insert into checkpoints select * from kept; drop table kept',
  ],
])('%s', async (code, database, plant, undo) => {
  const on = database === 'log' ? here.inLog : here.inKeyring;
  const codes = await here.found(
    () => on(plant),
    () => on(undo),
  );
  expect(codes).toContain(code);
});

describe('Art. 17: an older keyring is restored', () => {
  const TABLES = ['keys', 'fences', 'barred_owners', 'key_changes', 'lookups', 'actors'];

  test('who was erased is back, the doctor says so, and what it says to do helps', async () => {
    await here.inKeyring(TABLES.map(table => `create table old_${table} as table ${table}`).join(';'));
    const erasure = await erase(here.app, here.jan.subject);
    await untilFenced(here.app, here.jan.subject, erasure);
    // What was held to tell recipients (Art. 19) had a key that the older keyring never knew.
    await untilTold(here.app, here.jan.subject, erasure);
    await here.projected();
    expect((await diagnose(here.app)).codes).toEqual([]);
    // A process that runs notices by itself, and does what a start does.
    await here.app.stop();
    await here.inKeyring(
      [
        `truncate ${TABLES.join(', ')}`,
        ...TABLES.map(table => `insert into ${table} select * from old_${table}; drop table old_${table}`),
      ].join(';'),
    );
    const { exit, codes, checks } = await diagnose(here.app);
    expect({ exit, codes }).toEqual({
      exit: 1,
      codes: ['projector-absent', 'key-alive', 'fence-missing', 'key-missing'],
    });
    const alive = checks.flatMap(({ findings = [] }) => findings).find(({ code }) => code === 'key-alive');
    expect(alive!.count).toBeGreaterThan(1);
    expect(alive!.todo).toContain('Restart one process');

    await here.app.start();
    expect(await diagnose(here.app)).toMatchObject({ exit: 0, codes: [] });
  });

  test('an erasure that nobody resumes', async () => {
    // Who resumes it is stopped, and the clock of the doctor is an hour ahead.
    await here.app.stop();
    const crashing = new App(here.app.dataDir, here.app.database, {
      env: { INZAGE_CRASH_AT: 'erasure:begun' },
    });
    await crashing.start();
    await erase(crashing, here.piet.subject).catch(() => undefined);
    await crashing.death();
    const clock = join(here.app.dataDir, 'clock');
    writeFileSync(clock, 'PT1H');
    const { codes } = await diagnose(here.app, { INZAGE_CLOCK_FILE: clock });
    expect(codes).toContain('erasure-unfinished');
    expect(codes).toContain('timer-overdue');
    await here.app.start();
    await here.projected();
  });
});

describe('a projection at an event that it cannot apply', () => {
  test('the event is named, by every projection that stands at it', async () => {
    const log = await testLog(here.app.database!);
    const [last] = await log.readStream('catalogue', { direction: 'backwards', limit: 1 });
    const published = JSON.parse(last!.bytes.toString('utf8')) as EventRecord;
    const id = 'b3b1b2b0-0000-4000-8000-000000000001';
    const newer = { ...published, id, type: 'ComesLater', stream: 'later-1', command: id, data: {} };
    await log.append('later-1', 'no-stream', [encodeRecord(newer)]);
    await log.close();
    const { checks, codes } = await until(
      () => diagnose(here.app),
      found => found.codes.includes('projection-failed'),
      60_000,
      1_000,
    );
    const failed = checks
      .flatMap(({ findings = [] }) => findings)
      .find(({ code }) => code === 'projection-failed');
    expect(failed!.where[0]).toContain(`ComesLater ${id}`);
    expect(codes).toContain('event-unknown');
  });
});

test('no value of anybody is in what the doctor writes', async () => {
  expect(written.length).toBeGreaterThan(20);
  expect(await here.leaked()).toEqual([]);
});
