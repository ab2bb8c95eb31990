import { Client } from 'pg';
import type { TestDatabase } from '../../../test/setup/database';
import { aStream, anEvent, events, failure } from '../testing/events';
import { freshLog, openStore } from '../testing/postgres';
import { assertServiceRole } from './service-role';

let database: TestDatabase;
const clients: Client[] = [];

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}

beforeAll(async () => {
  database = await freshLog();
  const store = await openStore({ url: database.serviceUrl });
  await store.append(aStream(), 'no-stream', events(2));
  await store.close();
});
afterAll(async () => {
  await Promise.all(clients.map(client => client.end()));
  await database.drop();
});

const INSUFFICIENT_PRIVILEGE = { code: '42501' };

test.each([
  "update events set bytes = 'x'",
  'update events set position = position + 10',
  'delete from events',
  'truncate events',
  'drop table events',
  'alter table events add column note text',
  'create trigger t before insert on events for each row execute function suppress_redundant_updates_trigger()',
  'update log set id = gen_random_uuid()',
  'delete from log',
  'insert into log (one) values (null)',
  'delete from append_lock',
  'select from append_lock for update',
  "insert into events select position + 1, revision + 1, 0, 1, gen_random_uuid(), command_id, stream, type, fingerprint, 'x' from events limit 1",
  "insert into events select 9223372036854775807, 0, 0, 1, gen_random_uuid(), command_id, 'other-1', type, fingerprint, 'x' from events limit 1",
  'alter function append_batch set search_path = pg_temp',
  "create or replace function append_batch() returns void language sql as ''",
  'create table public.evil (n int)',
  'alter procedure append_events security definer',
  'drop procedure append_events',
])("Art. 5(2): the service's role may not %s", async statement => {
  const service = await connect(database.serviceUrl);
  expect(await failure(service.query(statement))).toMatchObject(INSUFFICIENT_PRIVILEGE);
});

test('another role may not append', async () => {
  const owner = await connect(database.ownerUrl);
  const { rows } = await owner.query<{ public: boolean }>(
    "select has_function_privilege('public', p.oid, 'EXECUTE') as public from pg_proc p where proname = 'append_events'",
  );
  expect(rows).toEqual([{ public: false }]);
});

describe('a start under a role that could change the log is refused, with the rights that must go', () => {
  test('the owner, a superuser', async () => {
    for (const url of [database.ownerUrl, database.superUrl]) {
      expect(await failure(openStore({ url }))).toMatchObject({
        message: expect.stringContaining('ownership of events') as string,
      });
    }
  });

  test.each([
    [
      'grant update (bytes) on events to SERVICE',
      'revoke update (bytes) on events from SERVICE',
      'UPDATE of events',
    ],
    ['grant delete on events to SERVICE', 'revoke delete on events from SERVICE', 'DELETE of events'],
    ['grant truncate on events to SERVICE', 'revoke truncate on events from SERVICE', 'TRUNCATE of events'],
    ['grant trigger on events to SERVICE', 'revoke trigger on events from SERVICE', 'TRIGGER of events'],
    ['grant update on log to SERVICE', 'revoke update on log from SERVICE', 'UPDATE of log'],
    ['grant OWNER to SERVICE', 'revoke OWNER from SERVICE', 'ownership of events'],
    [
      'alter role SERVICE noinherit; grant OWNER to SERVICE',
      'revoke OWNER from SERVICE; alter role SERVICE inherit',
      'ownership of log',
    ],
  ])('%s', async (grant, revoke, named) => {
    const admin = await connect(database.superUrl);
    const owner = new URL(database.ownerUrl).username;
    const named_ = (sql: string) =>
      sql.replaceAll('SERVICE', database.serviceRole).replaceAll('OWNER', owner);
    await admin.query(named_(grant));
    const error = await failure(openStore({ url: database.serviceUrl }));
    await admin.query(named_(revoke));
    expect(error).toMatchObject({ message: expect.stringContaining(named) as string });
  });

  test('the service role as migrated passes', async () => {
    await expect(assertServiceRole(await connect(database.serviceUrl))).resolves.toBeUndefined();
  });
});

test('what decides over durability and waiting is set for the session that appends, whatever the role or database says', async () => {
  const admin = await connect(database.superUrl);
  // A trigger of the superuser tells what holds inside the appending session.
  await admin.query(`
    alter role ${database.serviceRole} set synchronous_commit = off;
    alter role ${database.serviceRole} set lock_timeout = 0;
    alter role ${database.serviceRole} set default_transaction_isolation = 'serializable';
    create table told (name text, setting text);
    create function tell() returns trigger security definer language plpgsql as $$ begin
      insert into told select name, setting || coalesce(unit, '') from pg_settings where name in ('synchronous_commit',
        'lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout', 'tcp_keepalives_idle',
        'transaction_isolation');
      return null; end $$;
    create trigger tell after insert on events execute function tell()`);
  const store = await openStore({
    url: database.serviceUrl,
    lockTimeoutMs: 1_234,
    statementTimeoutMs: 4_321,
  });
  await store.append(aStream(), 'no-stream', [anEvent()]);
  await store.close();
  const { rows } = await admin.query<{ name: string; setting: string }>('select name, setting from told');
  const told = Object.fromEntries(rows.map(row => [row.name, row.setting]));
  expect(told).toMatchObject({
    synchronous_commit: 'on',
    lock_timeout: '1234ms',
    statement_timeout: '4321ms',
    idle_in_transaction_session_timeout: '4321ms',
    tcp_keepalives_idle: '10s',
    transaction_isolation: 'read committed',
  });
});
