import { Client } from 'pg';
import { createPool } from '#libs/database';
import { excessRights, PostgresEventStore } from '#libs/event-store/postgres';
import { freshDatabase, type TestDatabase } from '../setup/database';
import { FEATURES } from '#libs/features';
import { migrateAll } from '#libs/platform';
import { aStream, events } from '../../libs/event-store/testing/events';

let database: TestDatabase;
let service: Client;
beforeAll(async () => {
  database = await freshDatabase();
  const { ownerUrl, serviceUrl, keyringUrl } = database;
  await migrateAll({ owner: ownerUrl, service: serviceUrl, keyring: keyringUrl }, FEATURES);
  const store = await PostgresEventStore.open({ url: serviceUrl });
  await store.append(aStream(), 'no-stream', events(3));
  await store.close();
  service = new Client({ connectionString: serviceUrl });
  await service.connect();
});
afterAll(async () => {
  await service.end();
  await database.drop();
});

const CLOSED = '42501';
const ENTRY = `convert_to('{"actor":{"id":"x","role":"service"},"event":"11111111-1111-8111-8111-111111111111","kind":"looked","n":N,"subject":"22222222-2222-8222-8222-222222222222","time":"2026-11-24T10:00:00.000Z"}', 'utf8')`;
const call = (sizes: string, index: string): string =>
  `call append_events(array['other-1'], array[-1], ${sizes}, array[1], ${index}, array[gen_random_uuid()], array['Forged'],
     array[gen_random_uuid()], array['x'], array[1], array[1], 'x', null, null, null)`;

const TABLES = [
  'events',
  'log',
  'append_lock',
  'register_entries',
  'register_tree',
  'register_silences',
  'register_times',
  'register_postings',
];

/** What somebody with the password of the service's own role would try, and what the database says. */
const TRIED: readonly [what: string, statement: string, code: string][] = [
  ...TABLES.flatMap((table): [string, string, string][] => [
    [`a row into ${table}`, `insert into ${table} default values`, CLOSED],
    [`all of ${table} gone`, `delete from ${table}`, CLOSED],
    [`${table} emptied`, `truncate ${table}`, CLOSED],
    [`a trigger on ${table}`, `create trigger t before insert on ${table} execute function now()`, CLOSED],
    [`${table} itself`, `alter table ${table} add column x int`, CLOSED],
  ]),
  ['an event changed', `update events set bytes = 'x'`, CLOSED],
  ['an entry changed', `update register_entries set subject = null`, CLOSED],
  ['a root changed', `update register_tree set hash = sha256('')`, CLOSED],
  ['what is hidden, told', `update register_silences set until = now()`, CLOSED],
  [
    'a position that stops every append',
    `insert into events values (9223372036854775807, 0, 0, 1, gen_random_uuid(), gen_random_uuid(), 'other-1', 'Forged', 'x', 'x')`,
    CLOSED,
  ],
  ['a gap, by an append that says to be larger', call('array[30000]', 'array[29999]'), '22023'],
  ['a gap, by an append that begins later', call('array[2]', 'array[1]'), '22023'],
  ['a revision that does not follow', call('array[1]', 'array[-5]'), '22023'],
  ['an entry out of turn', `select add_register_entries(7, 'x', array[1], array[1], array[''])`, '22023'],
  [
    'an entry that has another number',
    `select add_register_entries(0, ${ENTRY.replace('N', '7')}, array[1], array[length(${ENTRY.replace('N', '7')})], array[''])`,
    '23502',
  ],
  ['a root out of turn', `select add_register_roots(1::smallint, 5, sha256(''))`, '22023'],
  [
    'a root of the wrong length',
    `select add_register_roots(1::smallint, 0, sha256('') || 'x' || sha256(''))`,
    '22023',
  ],
  ...['hide', 'end', 'extend'].map((op): [string, string, string] => [
    `a hold that no event of the matter says: ${op}`,
    `select change_register_silence('${op}', (select id from events limit 1), gen_random_uuid(), 'infinity')`,
    '22023',
  ]),
  [
    'a procedure of its own in place',
    `create or replace function public.append_batch() returns int language sql as 'select 1'`,
    CLOSED,
  ],
  ['a table of its own in front', 'create table public.mine (n int)', CLOSED],
  ['a schema of its own in front', 'create schema mine', CLOSED],
  [
    'another path for the procedures',
    'alter function add_register_entries set search_path = pg_temp',
    CLOSED,
  ],
  ['the procedures as its own', 'alter function append_batch security invoker', CLOSED],
];

test.each(TRIED)("Art. 5(2): the service's role gets no %s", async (_what, statement, code) => {
  await expect(service.query(statement)).rejects.toMatchObject({ code });
});

test('it can add by the procedures, and is found to have no right beyond', async () => {
  expect(await excessRights(service, TABLES)).toEqual([]);
  const text = ENTRY.replace('N', '0');
  await service.query(
    `select add_register_entries(0, ${text}, array[1], array[length(${text})], array['email'])`,
  );
  const { rows } = await service.query('select n, subject, kind, actor, fields from register_entries');
  // Found by what its bytes say: by the person whom it is about, whoever wrote it.
  expect(rows).toEqual([
    {
      n: '0',
      subject: '22222222-2222-8222-8222-222222222222',
      kind: 'looked',
      actor: 'x',
      fields: ['email'],
    },
  ]);
});

test('a path that the role gives itself leads neither the procedures nor the next connection astray', async () => {
  await service.query(`alter role ${database.serviceRole} set search_path = pg_temp`);
  const astray = new Client({ connectionString: database.serviceUrl });
  await astray.connect();
  await astray.query(
    'create temp table events (position bigint); create temp table append_lock (one boolean)',
  );
  const before = await service.query<{ n: number }>('select count(*)::int as n from public.events');
  await astray.query(`call public.${call('array[1]', 'array[0]').slice('call '.length)}`);
  const after = await service.query<{ n: number }>('select count(*)::int as n from public.events');
  expect(after.rows[0]!.n).toBe(before.rows[0]!.n + 1);
  await astray.end();

  const pool = createPool(database.serviceUrl, 'test');
  expect((await pool.query('show search_path')).rows).toEqual([{ search_path: 'public' }]);
  await pool.end();
  const store = await PostgresEventStore.open({ url: database.serviceUrl });
  expect(await store.append(aStream(), 'no-stream', events(1))).toMatchObject({ repeated: false });
  await store.close();
});
