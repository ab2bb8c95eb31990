import fc from 'fast-check';
import type { EventStore, Position } from '#libs/event-store';
import { PostgresEventStore } from '#libs/event-store/postgres';
import type { TestDatabase } from '../../test/setup/database';
import { Feed } from './feed';
import { freshTally, logged, note, read } from './testing/tally';

let database: TestDatabase;
let store: PostgresEventStore;

beforeAll(async () => {
  database = await freshTally();
  store = await PostgresEventStore.open({ url: database.serviceUrl });
  await note(store, 60);
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

/** Counts the events that the store was asked for. */
function counted(): { store: EventStore; read: () => number } {
  let events = 0;
  const counting = Object.create(store) as EventStore;
  counting.batches = async function* (after, options) {
    for await (const batch of store.batches(after, options)) {
      events += batch.events.length;
      yield batch;
    }
  };
  counting.readAll = async (after, limit) => {
    const batch = await store.readAll(after, limit);
    events += batch.events.length;
    return batch;
  };
  return { store: counting, read: () => events };
}

async function readOn(feed: Feed, name: string, from: Position | null, until: Position): Promise<string[]> {
  const ids: string[] = [];
  for (let position = from; position !== until;) {
    const slice = await feed.after(name, position);
    ids.push(...slice.events.map(event => event.stored.id));
    position = slice.position;
    if (Number(name) % 2 === 1) await new Promise(resolve => setImmediate(resolve));
  }
  return ids;
}

test('every reader gets all events after its position, in order, wherever the others are', async () => {
  const all = await logged(store);
  const head = (await store.head())!;
  const starts = fc.array(fc.option(fc.nat(59).map(String)), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(starts, fc.integer({ min: 1, max: 9 }), async (from, limit) => {
      const end = new AbortController();
      const feed = new Feed(store, read, limit, end.signal);
      const got = await Promise.all(from.map((start, i) => readOn(feed, String(i), start, head)));
      end.abort();
      expect(got).toEqual(from.map(start => all.slice(Number(start ?? 0))));
    }),
    { numRuns: 40 },
  );
});

test('readers at one place share one reading of the log', async () => {
  const head = (await store.head())!;
  const end = new AbortController();
  const counter = counted();
  const feed = new Feed(counter.store, read, 7, end.signal);
  await Promise.all(['0', '1', '2'].map(name => readOn(feed, name, null, head)));
  end.abort();
  expect(counter.read()).toBe(60);
});

test('readers that are behind share a reading too, until they meet the others at the end', async () => {
  const head = (await store.head())!;
  const end = new AbortController();
  const counter = counted();
  const feed = new Feed(counter.store, read, 7, end.signal);
  const atEnd = feed.after('9', head);
  const together = ['0', '1'].map(name => readOn(feed, name, null, head));
  // One that is elsewhere reads its page, and stops.
  await feed.after('8', '30');
  feed.leave('8');
  await Promise.all(together);
  end.abort();
  await expect(atEnd).rejects.toThrow();
  expect(counter.read()).toBe(60 + 7);
});

test('a reader that stands still holds the others up for a moment only', async () => {
  const head = (await store.head())!;
  const end = new AbortController();
  const feed = new Feed(store, read, 5, end.signal);
  await feed.after('stuck', null);
  const began = Date.now();
  await readOn(feed, '0', null, head);
  expect(Date.now() - began).toBeLessThan(6_000);
  expect(await readOn(feed, 'stuck', null, head)).toEqual(await logged(store));
  end.abort();
});

test('a reader at the end waits for what comes', async () => {
  const end = new AbortController();
  const feed = new Feed(store, read, 5, end.signal);
  const next = feed.after('0', await store.head());
  const [id] = await note(store, 1);
  let slice = await next;
  while (slice.events.length === 0) slice = await feed.after('0', slice.position);
  expect(slice.events.map(event => event.stored.id)).toEqual([id]);
  end.abort();
});
