import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import {
  AppendQueueFull,
  EventIdConflict,
  EventTooLarge,
  LogDamaged,
  StoreUnavailable,
  UnknownEventType,
  WrongExpectedRevision,
} from '#libs/event-store';
import { DomainError, PROBLEMS, type ProblemCode } from '#libs/kernel';
import { KeyFenced, KeyringUnavailable, KeyUnavailable } from '#libs/vault';
import { freshDatabase, type TestDatabase } from '../../../test/setup/database';
import { serve, type Harness, type Reply } from './testing/harness';
import { behaviour, ThingsController } from './testing/things';

const PLANTED = 'Jan.Janssens@example.be';

let harness: Harness;
let database: TestDatabase;
let token: string;
beforeAll(async () => {
  [harness, database] = await Promise.all([serve([ThingsController]), freshDatabase()]);
  token = await harness.issuer.token();
});
afterAll(async () => {
  await harness.close();
  await database.drop();
});
afterEach(() => (behaviour.act = undefined));

/** The answer to a query whose handler does this. */
async function when(act: () => unknown): Promise<Reply> {
  behaviour.act = act;
  return harness.send('GET', '/v1/subjects/b37f4f4e-0f0e-8d7c-9a43-77ad1e0f5c21/things?purpose=contract/1', {
    token,
  });
}
const throws = (error: unknown) => () => {
  throw error;
};

test.each<[string, unknown, ProblemCode]>([
  ['the domain refuses', new DomainError('purpose-closed'), 'purpose-closed'],
  ['a stream changes all the time', new WrongExpectedRevision(`subject-${PLANTED}`, 1, 2), 'conflict-retry'],
  ['ids are of another request', new EventIdConflict(PLANTED), 'idempotency-key-reused'],
  ['an event is too large', new EventTooLarge(PLANTED), 'event-too-large'],
  ['the queue is full', new AppendQueueFull(PLANTED), 'queue-full'],
  ['the log does not answer', new StoreUnavailable(PLANTED), 'store-unavailable'],
  ['a stream was written to by others', new LogDamaged(PLANTED), 'log-unreadable'],
  ['an event is of a type of tomorrow', new UnknownEventType(PLANTED), 'log-unreadable'],
  ['a key is fenced', new KeyFenced(PLANTED), 'subject-erased'],
  ['a key is missing', new KeyUnavailable(PLANTED), 'key-unavailable'],
  ['the keyring does not answer', new KeyringUnavailable(PLANTED), 'keyring-unavailable'],
  ['there is a defect', new TypeError(PLANTED), 'internal-error'],
  ['something is thrown that is no error', PLANTED, 'internal-error'],
  ['nothing is thrown', undefined, 'internal-error'],
])('%s', async (_what, error, code) => {
  const reply = await when(throws(error));
  expect([reply.body.code, reply.status]).toEqual([code, PROBLEMS[code].status]);
  expect(reply.headers.has('retry-after')).toBe(reply.status === 503 || code === 'conflict-retry');
  expect(reply.text).not.toContain('Janssens');
});

test('RFC 9110 10.2.3: when to come again is the same in the header and in the body', async () => {
  for (const retryAfter of [1, 30]) {
    const reply = await when(throws(new DomainError('projection-behind', { retryAfter })));
    expect([reply.headers.get('retry-after'), reply.body.retryAfter]).toEqual([`${retryAfter}`, retryAfter]);
  }
});

test('a refusal tells its safe details', async () => {
  const reply = await when(
    throws(new DomainError('field-not-needed', { purpose: 'contract/1', fields: ['language'] })),
  );
  expect(reply.body).toMatchObject({
    purpose: 'contract/1',
    fields: ['language'],
    type: 'urn:inzage:problem:field-not-needed',
  });
});

test('an internal error tells nothing but how to report it', async () => {
  const reply = await when(throws(new Error(PLANTED)));
  expect(Object.keys(reply.body).sort()).toEqual(['code', 'detail', 'status', 'title', 'trace', 'type']);
  expect(harness.log()).toContain(`"trace":"${String(reply.body.trace)}"`);
});

test('where the caller sent a trace, it is the one to report', async () => {
  behaviour.act = throws(new Error(PLANTED));
  const headers = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
  const path = '/v1/subjects/b37f4f4e-0f0e-8d7c-9a43-77ad1e0f5c21/things?purpose=contract/1';
  expect((await harness.send('GET', path, { token, headers })).body.trace).toBe(
    '4bf92f3577b34da6a3ce929d0e0e4736',
  );
});

describe('PostgreSQL', () => {
  const connected = async (): Promise<Client> => {
    const client = new Client({ connectionString: database.ownerUrl });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };

  test('refuses connections: 503', async () => {
    const reply = await when(() =>
      new Client({ connectionString: 'postgres://x:x@127.0.0.1:1/x' }).connect(),
    );
    expect([reply.status, reply.body.code]).toEqual([503, 'store-unavailable']);
  });

  test('cuts a connection in the middle of a query: 503', async () => {
    const [client, admin] = [await connected(), new Client({ connectionString: database.superUrl })];
    await admin.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const reply = await when(async () => {
      const sleeping = client.query('select pg_sleep(30)');
      await admin.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
      await sleeping;
    });
    await admin.end();
    expect([reply.status, reply.body.code]).toEqual([503, 'store-unavailable']);
  });

  test('has no connection left in the pool: 503', async () => {
    const pool = new Pool({ connectionString: database.ownerUrl, max: 1, connectionTimeoutMillis: 1_000 });
    const only = await pool.connect();
    const reply = await when(() => pool.query('select 1'));
    only.release();
    await pool.end();
    expect([reply.status, reply.body.code]).toEqual([503, 'store-unavailable']);
  });

  test('cancels a slow statement: 503', async () => {
    const client = await connected();
    const reply = await when(async () => {
      await client.query('set statement_timeout = 20');
      await client.query('select pg_sleep(5)');
    });
    await client.end();
    expect([reply.status, reply.body.code]).toEqual([503, 'store-unavailable']);
  });

  test('finds a defect of ours, and its DETAIL and parameters stay out of answer and log', async () => {
    const source = await new DataSource({ type: 'postgres', url: database.ownerUrl }).initialize();
    await source.query('create table people (email text unique)');
    const before = harness.log().length;
    const reply = await when(async () => {
      await source.query('insert into people values ($1)', [PLANTED]);
      await source.query('insert into people values ($1)', [PLANTED]);
    });
    await source.destroy();
    expect([reply.status, reply.body.code]).toEqual([500, 'internal-error']);
    const said = harness.log().slice(before);
    expect(said).toContain('"type":"QueryFailedError","code":"23505"');
    expect(said + reply.text).not.toContain('Janssens');
  });
});

test('a caller who leaves in the middle of a body is no failure of ours', async () => {
  const before = harness.log().length;
  const aborted = new AbortController();
  const body = new ReadableStream({
    start: stream => stream.enqueue(Buffer.from('{"name":')),
  });
  const sent = fetch(`${harness.url}/v1/subjects/b37f4f4e-0f0e-8d7c-9a43-77ad1e0f5c21/things`, {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: aborted.signal,
  });
  setImmediate(() => aborted.abort());
  await expect(sent).rejects.toThrow();
  await harness.send('GET', '/health/live');
  expect(harness.log().slice(before)).not.toContain('Not available');
});
