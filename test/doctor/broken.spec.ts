import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { migrateKeyring } from '#libs/vault';
import { encodeRecord, type EventRecord } from '#libs/event-store';
import { customer, erase, sql, untilFenced, type Customer } from '../faults/erasing';
import { done, Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';
import { freshDatabase } from '../setup/database';
import { testLog } from '../setup/log';
import { diagnose, run, settingsOf } from './doctor';

/** Of the log's own tables: planted only where the log is in them. */
const inPostgres = process.env.EVENTSTORE_URL === undefined ? test : test.skip;

let app: App;
let jan: Customer;
let piet: Customer;
const inLog = (text: string): Promise<unknown> => sql(app.database!.superUrl, text);
const inKeyring = (text: string): Promise<unknown> => sql(app.database!.keyringUrl, text);

/** What the doctor says of a state. That the state is gone afterwards shows in what it says of the next one. */
async function found(
  plant: () => Promise<unknown>,
  undo: () => Promise<unknown>,
): Promise<readonly string[]> {
  await plant();
  try {
    const { exit, healthy, codes } = await diagnose(app);
    expect({ exit, healthy }).toEqual({ exit: 1, healthy: false });
    return codes;
  } finally {
    await undo();
  }
}

/** Keeps a table as it is. */
const keep = (table: string): string => `create table kept as table ${table}`;
const restore = (table: string, columns = '*'): string =>
  `truncate ${table}; insert into ${table} ${columns === '*' ? '' : `(${columns})`} select ${columns} from kept; drop table kept`;

beforeAll(async () => {
  app = await startApp({ postgres: 'shared' });
  [jan, piet] = [await customer(app, 'jan'), await customer(app, 'piet')];
  await secretOrder(piet.subject);
  await projected();
});
afterAll(() => app.dispose());

/** All that was written is in the read models and look-ups. */
async function projected(): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await delay(50)) {
    const [row] = await sql<{ behind: number }>(
      app.database!.superUrl,
      `select count(*)::int as behind from checkpoints
        where projection in ('records', 'register', 'lookups') and position is distinct from
          (select max(position) from checkpoints)`,
    );
    if (row!.behind === 0) return;
  }
  throw new Error('the projections do not come to rest');
}

/** A disclosure that its subject may not know of (P16). */
async function secretOrder(subject: string): Promise<void> {
  const http = new Http(app);
  const order = {
    body: 'public-prosecutor',
    ground: 'sv-46bis',
    legitimacy: 'judicial',
    reference: 'GE.20.99.1234/2026',
    digest: 'ab'.repeat(32),
    issuedOn: '2026-03-02',
    concerns: { subjects: [subject] },
    fields: ['familyName'],
    secrecy: { ground: 'art. 46bis' },
  };
  const { body } = await done(http.command('privacy-officer:olivia', '/v1/orders', order));
  const at = `/v1/orders/${String(body.order)}`;
  for (const step of ['approve', 'disclose'])
    await done(http.command('privacy-officer:pieter', `${at}/${step}`, {}));
}

describe('the register', () => {
  const ENTRY = 'n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes';

  test('an entry whose bytes were changed', async () => {
    const codes = await found(
      () =>
        inLog(
          `${keep('register_entries')}; update register_entries
            set bytes = convert_to(replace(convert_from(bytes, 'utf8'), '"service"', '"staff"'), 'utf8') where n = 2`,
        ),
      () => inLog(restore('register_entries', ENTRY)),
    );
    expect(codes).toEqual(['register-entry-altered']);
  });

  test('an entry that is hidden from queries by its columns', async () => {
    const codes = await found(
      () => inLog(`${keep('register_entries')}; update register_entries set subject = null where n = 2`),
      () => inLog(restore('register_entries', ENTRY)),
    );
    expect(codes).toEqual(['register-index-altered']);
  });

  test('an entry that was taken out, and one that was added', async () => {
    const codes = await found(
      () =>
        inLog(
          `${keep('register_entries')}; delete from register_entries where n = 2;
           insert into register_entries (${ENTRY}) select (select max(n) + 1 from register_entries), time, subject, event_id,
             kind, purpose, recipient, actor, fields, bytes from register_entries where n = 3`,
        ),
      () => inLog(restore('register_entries', ENTRY)),
    );
    expect(codes).toEqual(['register-entry-missing', 'register-entry-foreign']);
  });
});

describe('P16: what its subject may not know', () => {
  test('told too early: found, and the rebuild that the doctor asks for hides it again', async () => {
    await inLog(`update register_silences set until = now()`);
    const { exit, codes, checks } = await diagnose(app);
    expect({ exit, codes }).toEqual({ exit: 1, codes: ['register-silence-altered'] });
    const [found] = checks.flatMap(({ findings = [] }) => findings);
    expect(found!.todo).toContain('npm run projections:rebuild -- register');

    const { exit: rebuilt } = await run(settingsOf(app), { tool: 'rebuild', args: ['register'] });
    expect(rebuilt).toBe(0);
    expect(await diagnose(app)).toMatchObject({ exit: 0, codes: [] });
    expect(await sql(app.database!.superUrl, `select until from register_silences`)).toEqual([
      { until: Infinity },
    ]);
  });
});

describe('the customer records', () => {
  test.each([
    ['subject_records', 'version = version + 1'],
    ['subject_values', `fields = jsonb_set(fields, '{email,version}', '7')`],
    ['subject_facts', `data = data || '{"extension": "example"}'`],
    ['subject_sharings', `recipient = 'eurid'`],
  ])('a row of %s that is not what the events make of it', async (table, change) => {
    const codes = await found(
      () => inLog(`${keep(table)}; update ${table} set ${change} where subject = '${piet.subject}'`),
      () => inLog(restore(table)),
    );
    expect(codes).toEqual(['record-differs']);
  });

  test('a customer without a record, and a record of nobody', async () => {
    const codes = await found(
      () =>
        inLog(
          `${keep('subject_records')}; update subject_records set subject = gen_random_uuid() where subject = '${piet.subject}'`,
        ),
      () => inLog(restore('subject_records')),
    );
    expect(codes).toEqual(expect.arrayContaining(['record-missing', 'record-foreign', 'record-differs']));
  });
});

describe('the log', () => {
  inPostgres('an event that is gone', async () => {
    const codes = await found(
      () => inLog(`${keep('events')}; delete from events where position = 3`),
      () => inLog(restore('events')),
    );
    expect(codes[0]).toBe('log-gap');
    expect(codes).toContain('register-entry-altered');
  });

  inPostgres('an event that was changed so well that only the register knows', async () => {
    const forged = `convert_to(replace(convert_from(bytes, 'utf8'), '"box":"A', '"box":"B'), 'utf8')`;
    const codes = await found(
      () => inLog(`${keep('events')}; update events set bytes = ${forged} where type = 'DataCollected'`),
      () => inLog(restore('events')),
    );
    expect(codes).toContain('event-altered');
    expect(codes).not.toContain('register-entry-altered');
  });

  inPostgres('an event whose bytes are not the record that they say they are', async () => {
    const codes = await found(
      () => inLog(`${keep('events')}; update events set fingerprint = 'forged' where position = 4`),
      () => inLog(restore('events')),
    );
    expect(codes).toEqual(['event-altered']);
  });

  inPostgres("rights by which the service's role could do that", async () => {
    const role = app.database!.serviceRole;
    const codes = await found(
      () => inLog(`grant delete on register_entries to ${role}`),
      () => inLog(`revoke delete on register_entries from ${role}`),
    );
    expect(codes).toEqual(['role-excess']);
  });
});

describe('secrets and keyring', () => {
  test('another master key', async () => {
    const file = join(app.dataDir, 'other.json');
    const secrets = JSON.parse(readFileSync(join(app.dataDir, 'secrets.json'), 'utf8')) as {
      masterKeys: { key: string }[];
    };
    secrets.masterKeys[0]!.key = Buffer.alloc(32, 7).toString('base64url');
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    expect(await diagnose(app, { INZAGE_SECRETS_FILE: file })).toMatchObject({
      exit: 1,
      codes: ['secrets-of-another-keyring'],
    });
    expect(await diagnose(app, { INZAGE_SECRETS_FILE: `${file}.gone` })).toMatchObject({
      exit: 1,
      codes: ['secrets-missing'],
    });
  });

  test('an empty keyring', async () => {
    const other = await freshDatabase();
    const notMigrated = await diagnose(app, { KEYRING_URL: other.keyringUrl });
    expect(notMigrated.codes).toEqual(['schema-behind', 'keyring-not-migrated']);
    await migrateKeyring(other.keyringUrl);
    expect(await diagnose(app, { KEYRING_URL: other.keyringUrl })).toMatchObject({
      exit: 1,
      codes: ['keyring-empty'],
    });
    await other.drop();
  });

  test('a key that somebody moved to another owner', async () => {
    const codes = await found(
      () =>
        inKeyring(
          `update keys set purpose = 'forged' where owner = 'subject:${piet.subject}' and purpose = 'bookkeeping'`,
        ),
      () => inKeyring(`update keys set purpose = 'bookkeeping' where purpose = 'forged'`),
    );
    expect(codes).toEqual(['key-unreadable']);
  });

  test('a keyring that lost a key: an outage, not an erasure', async () => {
    const key = `owner = 'subject:${piet.subject}' and purpose = 'bookkeeping'`;
    const codes = await found(
      () => inKeyring(`create table kept as select * from keys where ${key}; delete from keys where ${key}`),
      () => inKeyring('insert into keys select * from kept; drop table kept'),
    );
    expect(codes).toEqual(['key-missing']);
  });

  test('a look-up that is gone', async () => {
    const row = `owner = 'subject:${piet.subject}' and kind = 'email'`;
    const codes = await found(
      () =>
        inKeyring(
          `create table kept as select * from lookups where ${row}; delete from lookups where ${row}`,
        ),
      () => inKeyring('insert into lookups select * from kept; drop table kept'),
    );
    expect(codes).toEqual(['lookup-missing']);
  });
});

describe('what should be at work', () => {
  test('a checkpoint beyond the end of the log', async () => {
    const codes = await found(
      () =>
        inLog(`create table kept as select projection, position from checkpoints;
          update checkpoints set position = (select '9' || max(position) from checkpoints) where projection = 'mediations'`),
      () =>
        inLog(`update checkpoints c set position = k.position from kept k
          where k.projection = c.projection and c.projection = 'mediations'; drop table kept`),
    );
    expect(codes).toEqual(['checkpoint-ahead']);
  });

  test('timers that nobody fires', async () => {
    const codes = await found(
      () =>
        inLog(`insert into timers (name, key, due, payload, failures, retry_at)
          values ('matter/end', 'x', now() - interval '1 hour', '{}', 3, now() + interval '1 hour')`),
      () => inLog(`delete from timers where key = 'x'`),
    );
    expect(codes).toEqual(['timer-overdue', 'timer-failing']);
  });
});

describe('Art. 17: an older keyring is restored', () => {
  const TABLES = ['keys', 'fences', 'barred_owners', 'key_changes', 'lookups', 'actors'];

  test('who was erased is back, the doctor says so, and what it says to do helps', async () => {
    await inKeyring(TABLES.map(table => `create table old_${table} as table ${table}`).join(';'));
    await untilFenced(app, jan.subject, await erase(app, jan.subject));
    await projected();
    expect((await diagnose(app)).codes).toEqual([]);
    await inKeyring(
      [
        `truncate ${TABLES.join(', ')}`,
        ...TABLES.map(table => `insert into ${table} select * from old_${table}; drop table old_${table}`),
      ].join(';'),
    );
    const { exit, codes, checks } = await diagnose(app);
    expect({ exit, codes }).toEqual({ exit: 1, codes: ['key-alive', 'fence-missing'] });
    const [alive] = checks.flatMap(({ findings = [] }) => findings);
    expect(alive!.count).toBeGreaterThan(1);
    expect(alive!.todo).toContain('Restart one process');

    await app.stop();
    await app.start();
    expect(await diagnose(app)).toMatchObject({ exit: 0, codes: [] });
  });

  test('an erasure that nobody carries on', async () => {
    // Who carries it on is stopped, and the clock of the doctor is an hour ahead.
    await app.stop();
    const crashing = new (app.constructor as new (...of: unknown[]) => App)(app.dataDir, app.database, {
      ...app.options,
      env: { INZAGE_CRASH_AT: 'erasure:begun' },
    });
    await crashing.start();
    await erase(crashing, piet.subject).catch(() => undefined);
    await crashing.death();
    const clock = join(app.dataDir, 'clock');
    writeFileSync(clock, 'PT1H');
    const { codes } = await diagnose(app, { INZAGE_CLOCK_FILE: clock });
    expect(codes).toContain('erasure-unfinished');
    expect(codes).toContain('timer-overdue');
    await app.start();
    await projected();
  });
});

describe('a projection at an event that it cannot apply', () => {
  test('the event is named, by every projection that stands at it', async () => {
    const log = await testLog(app.database!);
    const [last] = await log.readStream('catalogue', { direction: 'backwards', limit: 1 });
    const published = JSON.parse(last!.bytes.toString('utf8')) as EventRecord;
    const id = 'b3b1b2b0-0000-4000-8000-000000000001';
    const newer = { ...published, id, type: 'ComesLater', stream: 'later-1', command: id, data: {} };
    await log.append('later-1', 'no-stream', [encodeRecord(newer)]);
    await log.close();
    for (;;) {
      const { checks, codes } = await diagnose(app);
      const failed = checks
        .flatMap(({ findings = [] }) => findings)
        .find(({ code }) => code === 'projection-failed');
      if (!failed) continue;
      expect(failed.where[0]).toContain(`ComesLater ${id}`);
      expect(codes).toContain('event-unknown');
      return;
    }
  });
});
