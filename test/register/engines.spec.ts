import type { Pool } from 'pg';
import { createPool, migrate } from '#libs/database';
import { decodeRecord, encodeRecord, type EventRecord, type EventStore } from '#libs/event-store';
import { openEventStoreDb } from '#libs/event-store/eventstoredb';
import { eventStoreMigrations, PostgresEventStore } from '#libs/event-store/postgres';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { derivedId } from '#libs/kernel';
import { RegisterProjection, RegisterTree } from '#libs/register';
import { registerMigrations } from '#libs/register/postgres';
import { Peer } from '../peers/eventstoredb';
import { freshDatabase, type TestDatabase } from '../setup/database';
import { logEnvironment } from '../setup/log';
import { sampleRecords } from './samples';

/** One of each kind of event, some several times, each an event of its own. */
function history(): EventRecord[] {
  const idOf = (...parts: string[]) => derivedId(Buffer.from('history'), ...parts);
  return [1, 2, 3].flatMap(round =>
    sampleRecords().map((record, i) => ({
      ...record,
      id: idOf('event', `${round}`, `${i}`),
      command: idOf('command', `${round}`, `${i}`),
    })),
  );
}

let database: TestDatabase;
let peer: Peer;
beforeAll(async () => {
  [database, peer] = await Promise.all([freshDatabase(), Peer.start()]);
  await migrate(database.ownerUrl, database.serviceRole, [...eventStoreMigrations, ...registerMigrations]);
});
afterAll(async () => {
  await peer.stop();
  await database.drop();
});

async function write(store: EventStore, records: readonly EventRecord[]): Promise<void> {
  const revisions = new Map<string, number>();
  for (const record of records) {
    const appended = await store.append(record.stream, revisions.get(record.stream) ?? 'no-stream', [
      encodeRecord(record),
    ]);
    revisions.set(record.stream, appended.revision);
  }
}

/** The register of a log, in batches of some size. */
async function registerOf(store: EventStore, limit: number): Promise<{ bytes: Buffer; root: Buffer }> {
  const pool: Pool = createPool(database.ownerUrl, 'register');
  const register = new RegisterProjection(new Composition(FEATURES).entries());
  const client = await pool.connect();
  try {
    await client.query('truncate register_entries, register_tree, register_postings');
    const signal = new AbortController().signal;
    for await (const { events, caughtUp } of store.batches(null, { limit, signal })) {
      const projected = events.map(stored => ({ stored, record: decodeRecord(stored.bytes) }));
      if (projected.length > 0) await register.apply(projected, client);
      if (caughtUp) break;
    }
    const { rows } = await client.query<{ bytes: Buffer }>('select bytes from register_entries order by n');
    const tree = new RegisterTree(client);
    return {
      bytes: Buffer.concat(rows.flatMap(({ bytes }) => [bytes, Buffer.from('\n')])),
      root: await tree.root(await tree.size()),
    };
  } finally {
    client.release();
    await pool.end();
  }
}

test('the same events give the same register on both engines, byte for byte, and the same root of its tree (RFC 9162)', async () => {
  const postgres = await PostgresEventStore.open({ url: database.serviceUrl });
  const eventStoreDb = await openEventStoreDb(logEnvironment(database.serviceUrl).EVENTSTORE_URL ?? peer.url);
  const records = history();
  await write(postgres, records);
  await write(eventStoreDb, records);
  const [one, other] = [await registerOf(postgres, 7), await registerOf(eventStoreDb, 50)];
  expect(one.bytes.toString().split('\n').length).toBeGreaterThan(records.length / 2);
  expect(other.bytes.equals(one.bytes)).toBe(true);
  expect(other.root).toEqual(one.root);
  await Promise.all([postgres.close(), eventStoreDb.close()]);
});
