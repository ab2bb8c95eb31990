import type { TestDatabase } from '../../../test/setup/database';
import { Child } from '../../../test/setup/child';
import { aStream, events, outcome, readToEnd } from '../testing/events';
import { freshLog, openStore } from '../testing/postgres';
import type { Acknowledged, WritePlan } from '../testing/writer';
import type { PostgresEventStore } from './store';

let database: TestDatabase;
let store: PostgresEventStore;

beforeAll(async () => {
  database = await freshLog();
  store = await openStore({ url: database.serviceUrl });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

test('an empty log has no head, and its end is reached at once', async () => {
  expect(await store.head()).toBeNull();
  expect(await store.readAll(null, 10)).toEqual({ events: [], position: '0', caughtUp: true });
});

test('positions begin at 1 and have no gap, whatever was refused between', async () => {
  const stream = aStream();
  const [first, second] = [events(2), events(3)];
  await store.append(stream, 'no-stream', first);
  const asked = [
    store.append(stream, 'no-stream', events(2)),
    store.append(aStream(), 'no-stream', first),
    store.append(stream, 1, second),
    store.append(stream, 'no-stream', first),
    store.append(aStream(), 3, events(1)),
    store.append(aStream(), 'no-stream', events(1)),
  ];
  expect(await Promise.all(asked.map(outcome))).toEqual([
    'WrongExpectedRevision',
    'EventIdConflict',
    { revision: 4, position: expect.any(String) as string, repeated: false },
    { revision: 1, position: '2', repeated: true },
    'WrongExpectedRevision',
    expect.objectContaining({ revision: 0 }),
  ]);
  const all = await readToEnd(store, null);
  expect(all.map(event => event.position)).toEqual(['1', '2', '3', '4', '5', '6']);
});

test('appends of one process to one stream are carried out in the order in which they were asked', async () => {
  const stream = aStream();
  const others = Array.from({ length: 30 }, () => store.append(aStream(), 'no-stream', events(1)));
  const asked = Array.from({ length: 30 }, (_, i) =>
    store.append(stream, i === 0 ? 'no-stream' : i - 1, events(1)),
  );
  expect((await Promise.all(asked)).map(done => done.revision)).toEqual(asked.map((_, i) => i));
  await Promise.all(others);
});

test('an append that must wait for another batch is not overtaken by a later one of its stream', async () => {
  const [stream, batch] = [aStream(), events(1)];
  const asked = [
    store.append(aStream(), 5, batch),
    store.append(stream, 'no-stream', batch),
    store.append(stream, 0, events(1)),
  ];
  expect(await Promise.all(asked.map(outcome))).toEqual([
    'WrongExpectedRevision',
    expect.objectContaining({ revision: 0 }),
    expect.objectContaining({ revision: 1 }),
  ]);
});

describe('two processes that write at once', () => {
  let children: Child[];
  beforeAll(() => {
    const opener = {
      module: require.resolve('../testing/postgres'),
      name: 'openStore',
      argument: { url: database.serviceUrl },
    };
    children = [1, 2].map(() => Child.start(require.resolve('../testing/writer'), JSON.stringify(opener)));
  });
  afterAll(() => Promise.all(children.map(child => child.stop())));

  const plan: WritePlan = {
    writers: 32,
    appends: 15,
    most: 3,
    sharedStreams: ['note-1', 'note-2', 'note-3'],
  };

  test('leave no gap', async () => {
    await Promise.all(children.map(child => child.ask(plan)));
    const all = await readToEnd(store, null);
    expect(all.length).toBeGreaterThan(32 * 15);
    expect(all.map(event => event.position)).toEqual(all.map((_, i) => String(i + 1)));
  });

  test('do not wait for each other when one is stopped at any moment; it wakes and nothing is lost or doubled', async () => {
    await Promise.all(children.map(child => child.ask({ ...plan, writers: 1, appends: 1 })));
    const [stopped, free] = children as [Child, Child];
    const asked = stopped.ask<Acknowledged[]>({ ...plan, appends: 60 });
    let longest = 0;
    for (let round = 0; round < 10; round++) {
      await free.ask({ ...plan, writers: 2, appends: 2 });
      stopped.signal('SIGSTOP');
      const started = performance.now();
      await store.append(aStream(), 'no-stream', events(1));
      longest = Math.max(longest, performance.now() - started);
      stopped.signal('SIGCONT');
    }
    expect(longest).toBeLessThan(2_500);
    const acknowledged = (await asked).flatMap(append => append.ids);
    const ids = (await readToEnd(store, null)).map(event => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(acknowledged.filter(id => !ids.includes(id))).toEqual([]);
  });
});
