import { Client } from 'pg';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { sql } from '../faults/erasing';
import { done, Http } from '../scenarios/http';
import { diagnose, run, settingsOf, written } from './doctor';
import { Installation } from './installation';

/** Of the log's own tables: planted only where the log is in them. */
const inPostgres = process.env.EVENTSTORE_URL === undefined ? test : test.skip;

/** Keeps a table as it is. */
const keep = (table: string): string => `create table kept as table ${table}`;
const restore = (table: string, columns = '*'): string =>
  `truncate ${table}; insert into ${table} ${columns === '*' ? '' : `(${columns})`} select ${columns} from kept; drop table kept`;

const ADDRESS = { street: 'Dok', number: '5', postalCode: '9000', city: 'Gent', country: 'BE' };

let here: Installation;
beforeAll(async () => {
  here = await Installation.start();
});
afterAll(() => here.app.dispose());

describe('the register', () => {
  const ENTRY = 'n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes';

  test('an entry whose bytes were changed', async () => {
    const codes = await here.found(
      () =>
        here.inLog(
          `${keep('register_entries')}; update register_entries
            set bytes = convert_to(replace(convert_from(bytes, 'utf8'), '"service"', '"staff"'), 'utf8') where n = 2`,
        ),
      () => here.inLog(restore('register_entries', ENTRY)),
    );
    expect(codes).toEqual(['register-entry-altered']);
  });

  test('an entry that is hidden from queries by its columns', async () => {
    const codes = await here.found(
      () => here.inLog(`${keep('register_entries')}; update register_entries set subject = null where n = 2`),
      () => here.inLog(restore('register_entries', ENTRY)),
    );
    expect(codes).toEqual(['register-index-altered']);
  });

  test('entries that are hidden from who asks for their period', async () => {
    const codes = await here.found(
      () => here.inLog(`${keep('register_times')}; update register_times set latest = earliest`),
      () => here.inLog(restore('register_times')),
    );
    expect(codes).toEqual(['register-index-altered']);
  });

  test.each([
    ['times of entries that are not there', `update register_times set latest = latest + interval '1 day'`],
    [
      'times of a segment that has no entries',
      'insert into register_times select segment + 7, earliest, latest from register_times',
    ],
  ])('%s', async (_what, change) => {
    const codes = await here.found(
      () => here.inLog(`${keep('register_times')}; ${change}`),
      () => here.inLog(restore('register_times')),
    );
    expect(codes).toEqual(['register-index-altered']);
  });

  test('a posting of entries that are not there', async () => {
    const codes = await here.found(
      () =>
        here.inLog(`insert into register_postings values ('kind=looked', 0, repeat('1', 1024)::bit(1024))`),
      () => here.inLog('truncate register_postings'),
    );
    expect(codes).toEqual(['register-index-altered']);
  });

  test('an entry that was taken out, and one that was added', async () => {
    const codes = await here.found(
      () =>
        here.inLog(
          `${keep('register_entries')}; delete from register_entries where n = 2;
           insert into register_entries (${ENTRY}) select (select max(n) + 1 from register_entries), time, subject, event_id,
             kind, purpose, recipient, actor, fields, bytes from register_entries where n = 3`,
        ),
      () => here.inLog(restore('register_entries', ENTRY)),
    );
    expect(codes).toEqual(['register-entry-missing', 'register-entry-foreign']);
  });
});

describe('RFC 9162: the tree of the register', () => {
  // As many entries as fill two blocks, whatever the installation has.
  async function completed(): Promise<void> {
    const client = new Client({ connectionString: here.app.database!.ownerUrl });
    await client.connect();
    await new Composition(FEATURES).readModel('register').apply([], client as never);
    await client.end();
  }
  const ENTRY = 'n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes';

  test.each([
    ['a root that is another', `update register_tree set hash = sha256('') where n = 1`, 'tree-altered'],
    ['a root that was taken out', 'delete from register_tree where n = 0', 'tree-missing'],
    [
      'roots of entries that are not there',
      'insert into register_tree select 1, 7, hash from register_tree limit 1',
      'tree-altered',
    ],
  ])('%s', async (_what, change, code) => {
    const codes = await here.found(
      async () => {
        await here.inLog(
          `${keep('register_entries')}; insert into register_entries (${ENTRY}) select e.n + 1 + g, e.time, e.subject, e.event_id, e.kind,
             e.purpose, e.recipient, e.actor, e.fields, e.bytes from register_entries e, generate_series(0, 599) g
             where e.n = (select max(n) from register_entries)`,
        );
        await completed();
        await here.inLog(change);
      },
      () => here.inLog(`${restore('register_entries', ENTRY)}; truncate register_tree`),
    );
    expect(codes).toEqual(['register-entry-foreign', code]);
  });
});

describe("an entry's hash of its event that was changed", () => {
  const ENTRY = 'n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes';
  const changed = `update register_entries set bytes = convert_to(regexp_replace(convert_from(bytes, 'utf8'),
    '"eventHash":"[^"]{43}"', '"eventHash":"' || repeat('A', 43) || '"'), 'utf8') where n = 2`;

  // The tree tells that it was the entry: a root over it stands, which no entry that was changed since has.
  test('in a full block of the tree', async () => {
    const http = new Http(here.app);
    const values = { familyName: 'Peeters', email: 'a@example.be', address: ADDRESS };
    const one = (): Promise<unknown> =>
      done(
        http.command('service', '/v1/subjects', {
          kind: 'legal-person',
          policy: '2018-05-25',
          collect: [{ purpose: 'contract', values }],
        }),
      );
    const roots = `select count(*)::int as n from register_tree`;
    const { superUrl } = here.app.database!;
    for (let full = false; !full; full = (await sql<{ n: number }>(superUrl, roots))[0]!.n > 0) {
      await Promise.all(Array.from({ length: 50 }, one));
      await here.projected();
    }
    const codes = await here.found(
      () => here.inLog(`${keep('register_entries')}; ${changed}`),
      () => here.inLog(restore('register_entries', ENTRY)),
    );
    expect(codes).toEqual(['register-entry-altered', 'tree-altered']);
  });
});

describe('P16: what its subject may not know', () => {
  test('told too early: found, and the rebuild that the doctor asks for hides it again', async () => {
    await here.inLog(`update register_silences set until = now()`);
    const { exit, codes, checks } = await diagnose(here.app);
    expect({ exit, codes }).toEqual({ exit: 1, codes: ['register-silence-altered'] });
    const [found] = checks.flatMap(({ findings = [] }) => findings);
    expect(found!.todo).toContain('npm run projections:rebuild -- register');

    const { exit: rebuilt } = await run(settingsOf(here.app), { tool: 'rebuild', args: ['register'] });
    expect(rebuilt).toBe(0);
    expect(await diagnose(here.app)).toMatchObject({ exit: 0, codes: [] });
    const ends = await sql<{ endless: boolean }>(
      here.app.database!.superUrl,
      `select until = 'infinity' as endless from register_silences order by until desc`,
    );
    expect(ends).toEqual([{ endless: true }, { endless: false }]);
  });

  test('an end that was moved later since, and is back at the earlier one', async () => {
    const codes = await here.found(
      () =>
        here.inLog(
          `${keep('register_silences')}; update register_silences set until = until - interval '20 days' where until <> 'infinity'`,
        ),
      () => here.inLog(restore('register_silences')),
    );
    expect(codes).toEqual(['register-silence-altered']);
  });
});

describe('the customer records', () => {
  test.each([
    ['subject_records', 'version = version + 1'],
    ['subject_values', `fields = jsonb_set(fields, '{email,version}', '7')`],
    ['subject_facts', `data = data || '{"extension": "example"}'`],
    ['subject_sharings', `recipient = 'eurid'`],
  ])('a row of %s that is not what the events make of it', async (table, change) => {
    const codes = await here.found(
      () =>
        here.inLog(`${keep(table)}; update ${table} set ${change} where subject = '${here.piet.subject}'`),
      () => here.inLog(restore(table)),
    );
    expect(codes).toEqual(['record-differs']);
  });

  test('a customer without a record, and a record of nobody', async () => {
    const codes = await here.found(
      () =>
        here.inLog(
          `${keep('subject_records')}; update subject_records set subject = gen_random_uuid() where subject = '${here.piet.subject}'`,
        ),
      () => here.inLog(restore('subject_records')),
    );
    expect(codes).toEqual(expect.arrayContaining(['record-missing', 'record-foreign', 'record-differs']));
  });
});

describe('the log', () => {
  inPostgres('an event that is gone', async () => {
    const codes = await here.found(
      () => here.inLog(`${keep('events')}; delete from events where position = 3`),
      () => here.inLog(restore('events')),
    );
    expect(codes[0]).toBe('log-gap');
    expect(codes).not.toContain('register-entry-altered');
  });

  inPostgres('an event that was changed so well that only the register knows', async () => {
    const forged = `convert_to(replace(convert_from(bytes, 'utf8'), '"box":"A', '"box":"B'), 'utf8')`;
    const codes = await here.found(
      () => here.inLog(`${keep('events')}; update events set bytes = ${forged} where type = 'DataCollected'`),
      () => here.inLog(restore('events')),
    );
    expect(codes).toContain('event-altered');
    expect(codes).not.toContain('register-entry-altered');
  });

  inPostgres('an event whose purpose was changed, which its entry still tells', async () => {
    const forged = `convert_to(replace(convert_from(bytes, 'utf8'), '"A6-1-b"', '"A6-1-c"'), 'utf8')`;
    const codes = await here.found(
      () => here.inLog(`${keep('events')}; update events set bytes = ${forged} where type = 'DataCollected'`),
      () => here.inLog(restore('events')),
    );
    expect(codes).toContain('event-altered');
    expect(codes).not.toContain('register-entry-altered');
  });

  inPostgres('an event that was put in the place of another', async () => {
    const id = '11111111-1111-8111-8111-111111111111';
    const codes = await here.found(
      () =>
        here.inLog(
          `${keep('events')}; update events set id = '${id}', stream = 'access-${id}', revision = 0, type = 'RecordLooked',
             fingerprint = 'x', bytes = convert_to('{"actor":{"id":"x","role":"service"},"catalogue":"2018-05-25","command":"' ||
               command_id || '","data":{"basis":"A6-1-b","purpose":"customer-care/1","view":"record"},"fingerprint":"x",' ||
               '"id":"${id}","stream":"access-${id}","time":"2026-11-24T10:00:00.000Z","type":"RecordLooked","v":1}', 'utf8')
             where position = (select max(position) from events where type = 'DataCollected')`,
        ),
      () => here.inLog(restore('events')),
    );
    // Its entry is there still, and no event makes it.
    expect(codes).toEqual(expect.arrayContaining(['event-foreign', 'register-entry-foreign']));
    expect(codes).not.toContain('register-entry-altered');
  });

  inPostgres('an event whose bytes are not the record that they say they are', async () => {
    const codes = await here.found(
      () => here.inLog(`${keep('events')}; update events set fingerprint = 'forged' where position = 4`),
      () => here.inLog(restore('events')),
    );
    expect(codes).toEqual(['event-altered']);
  });

  inPostgres("rights by which the service's role could do that", async () => {
    const role = here.app.database!.serviceRole;
    const codes = await here.found(
      () => here.inLog(`grant delete on register_entries to ${role}`),
      () => here.inLog(`revoke delete on register_entries from ${role}`),
    );
    expect(codes).toEqual(['role-excess']);
  });
});

test('no value of anybody is in what the doctor writes', async () => {
  expect(written.length).toBeGreaterThan(10);
  expect(await here.leaked()).toEqual([]);
});
