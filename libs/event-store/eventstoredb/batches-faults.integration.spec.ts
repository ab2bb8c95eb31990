import fc from 'fast-check';
import { Peer } from '../../../test/peers/eventstoredb';
import { until } from '../../../test/setup/until';
import { comparePositions, type Batch, type EventStore, type Position } from '../port';
import { aStream, anEvent, events, idsOf, outcome } from '../testing/events';
import { openEventStoreDb } from './open';

const LIMITS = { silenceMs: 400, patienceMs: 3000 };

let peer: Peer;
let store: EventStore;
let stop: AbortController;
beforeEach(async () => {
  peer = await Peer.start();
  store = await openEventStoreDb(peer.url, LIMITS);
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await store.close();
  await peer.stop();
});

/** Reads batches on demand, as a projection does. */
function reader(after: Position | null, limit = 10) {
  const iterator = store.batches(after, { limit, signal: stop.signal })[Symbol.asyncIterator]();
  const next = async (): Promise<Batch> => (await iterator.next()).value as Batch;
  return {
    next,
    /** Ids of the events that come, until so many came. */
    async ids(count: number): Promise<string[]> {
      const ids: string[] = [];
      while (ids.length < count) ids.push(...idsOf((await next()).events));
      return ids;
    },
    /** Ids of the events that come before the end is reached. */
    async toEnd(): Promise<string[]> {
      const ids: string[] = [];
      for (;;) {
        const batch = await next();
        ids.push(...idsOf(batch.events));
        if (batch.caughtUp) return ids;
      }
    },
  };
}

const latest = () => peer.subscriptions.at(-1)!;

describe('a subscription that is lost', () => {
  const losses: [string, () => unknown][] = [
    ['because the consumer is too slow', () => latest().reset('too-slow')],
    ['because the node goes down', () => latest().reset('unavailable')],
    ['without a word', () => latest().reset('ended')],
    ['with the connection', () => peer.cut()],
  ];

  test.each(losses)('%s is renewed where it ended, while catching up and after', async (_, lose) => {
    const stream = aStream();
    const all = [events(25), events(5), events(5)];
    await store.append(stream, 'no-stream', all[0]!);
    const read = reader(null, 10);
    const first = await read.next();
    lose();
    const rest = await read.toEnd();
    lose();
    await store.append(stream, 24, all[1]!);
    const live = await read.ids(5);
    lose();
    await store.append(stream, 29, all[2]!);
    expect([...idsOf(first.events), ...rest, ...live, ...(await read.ids(5))]).toEqual(idsOf(all.flat()));
  });

  test('again and again, while others write: each event comes once, in order', async () => {
    const chops = fc.array(fc.tuple(fc.constantFrom(...losses), fc.integer({ min: 0, max: 3 })), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(chops, fc.integer({ min: 1, max: 7 }), async (list, limit) => {
        const read = reader(await store.head(), limit);
        const stream = aStream();
        const all = Array.from({ length: list.length * 2 }, () => events(3));
        const writing = (async () => {
          for (const [i, batch] of all.entries())
            await store.append(stream, i === 0 ? 'no-stream' : i * 3 - 1, batch);
        })();
        const seen: string[] = [];
        for (const [[, lose], wait] of list) {
          for (let i = 0; i < wait && seen.length < all.length * 3; i++)
            seen.push(...idsOf((await read.next()).events));
          if (peer.subscriptions.length > 0) lose();
        }
        await writing;
        while (seen.length < all.length * 3) seen.push(...idsOf((await read.next()).events));
        expect(seen).toEqual(idsOf(all.flat()));
      }),
      { numRuns: 10 },
    );
  });

  test('for longer than a read is tried again: it goes on when a node is back', async () => {
    const impatient = await openEventStoreDb(peer.url, { silenceMs: 200, patienceMs: 300 });
    const stream = aStream();
    const batches = impatient.batches(null, { limit: 10, signal: stop.signal });
    expect((await batches.next()).value).toMatchObject({ caughtUp: true });
    peer.freeze();
    const next = batches.next();
    expect(await outcome(impatient.readStream(stream))).toBe('StoreUnavailable');
    peer.thaw();
    await store.append(stream, 'no-stream', events(1));
    expect(((await next).value as Batch).events).toHaveLength(1);
    await impatient.close();
  });

  test.each([
    [
      'is gone',
      async (one: Peer, two: Peer) => {
        two.lead();
        await one.stop();
      },
    ],
    ['is parted from the others', async (one: Peer) => one.part()],
    [
      'is frozen',
      async (one: Peer) => {
        one.part();
        one.freeze();
      },
    ],
  ])('for the node it was on %s: the next leader goes on with it', async (_, lose) => {
    const [one, two] = await Peer.startCluster(2);
    const clustered = await openEventStoreDb(one!.url, { ...LIMITS, patienceMs: 5000 });
    const stream = aStream();
    const all = events(6);
    const seen: string[] = [];
    for await (const batch of clustered.batches(null, { limit: 4, signal: stop.signal })) {
      seen.push(...idsOf(batch.events));
      if (seen.length === 6) break;
      if (!batch.caughtUp) continue;
      if (seen.length === 0) await clustered.append(stream, 'no-stream', all.slice(0, 3));
      if (seen.length === 3) {
        await lose(one!, two!);
        await clustered.append(stream, 2, all.slice(3));
      }
    }
    expect(seen).toEqual(idsOf(all));
    await clustered.close();
    await Promise.all([one!.stop(), two!.stop()]);
  });
});

test('a subscription that has gone deaf is noticed and renewed', async () => {
  const read = reader(null);
  await read.toEnd();
  latest().stall();
  const batch = events(3);
  await store.append(aStream(), 'no-stream', batch);
  expect(await read.ids(3)).toEqual(idsOf(batch));
  expect(peer.subscriptions.length).toBeGreaterThan(1);
});

test('one that has only nothing to say is left alone', async () => {
  const read = reader(null);
  await read.toEnd();
  const waiting = read.next();
  const reads = peer.readsSeen;
  while (peer.readsSeen < reads + 4) await new Promise(setImmediate);
  expect(peer.subscriptions).toHaveLength(1);
  await store.append(aStream(), 'no-stream', events(1));
  expect((await waiting).events).toHaveLength(1);
});

test('an event that is said twice comes once', async () => {
  const stream = aStream();
  const read = reader(null);
  await read.toEnd();
  await store.append(stream, 'no-stream', events(2));
  const seen = await read.ids(2);
  for (const event of peer.log.stream(`inzage.${stream}`)) await latest().repeat(event);
  await store.append(stream, 1, events(1));
  seen.push(...(await read.ids(1)));
  expect(seen).toEqual(idsOf(await store.readStream(stream)));
});

test('events of others move the position, without a batch of theirs', async () => {
  const read = reader(null);
  await read.toEnd();
  const position = (await store.head()) ?? '0/0';
  for (let i = 0; i < 12; i++) peer.log.foreign('other-1', { i });
  const moved = await read.next();
  expect(moved).toMatchObject({ events: [], caughtUp: true });
  expect(comparePositions(moved.position, position)).toBeGreaterThan(0);
  // From there on nothing is missed.
  const batch = events(2);
  await store.append(aStream(), 'no-stream', batch);
  expect(await reader(moved.position).ids(2)).toEqual(idsOf(batch));
});

test('what is due to be told already is told at once: no timer is set for the past', async () => {
  const noted = events(1);
  await store.append(aStream(), 'no-stream', noted);
  const timers = jest.spyOn(globalThis, 'setTimeout');
  expect(await reader(null).ids(1)).toEqual(idsOf(noted));
  const waits = timers.mock.calls.map(([, ms]) => ms ?? 0);
  timers.mockRestore();
  expect(waits.filter(ms => ms < 0)).toEqual([]);
});

test('a server that fell behind is not caught up until it says so', async () => {
  const read = reader(null);
  await read.toEnd();
  await latest().fellBehind();
  const batch = events(2);
  await store.append(aStream(), 'no-stream', batch);
  const behind = await read.next();
  expect(behind).toMatchObject({ caughtUp: false });
  expect(idsOf(behind.events)).toEqual(idsOf(batch));
  await latest().caughtUp();
  expect(await read.next()).toMatchObject({ events: [], caughtUp: true });
});

test('a consumer that takes its time holds the server back', async () => {
  const large = () => anEvent({ bytes: Buffer.alloc(8 * 1024, 'x') });
  const stream = aStream();
  for (let at = 0; at < 2000; at += 50)
    await store.append(stream, at === 0 ? 'no-stream' : at - 1, Array.from({ length: 50 }, large));
  const read = reader(null, 10);
  let seen = (await read.next()).events.length;
  const sent = await settled(() => latest().sent);
  // What was taken, a batch, and what fits the buffers between.
  expect(sent).toBeLessThan(200);
  while (seen < 2000) seen += (await read.next()).events.length;
  expect(latest().sent).toBe(2000);
});

describe('the reader is told, and goes no further,', () => {
  test('when the log ends before the position that it has: it was restored to an older state', async () => {
    await store.append(aStream(), 'no-stream', events(1));
    const beyond = `${2n ** 62n}/${2n ** 62n}`;
    expect(await outcome(reader(beyond).next())).toBe('LogDamaged');
  });

  test('when a stream of the log gets metadata that would cut it', async () => {
    const read = reader(null);
    await read.toEnd();
    peer.log.foreign('$$inzage.subject-1', { $maxCount: 10 }, '$metadata');
    expect(await outcome(read.next())).toBe('LogCut');
  });

  test('when someone else wrote to a stream of the log', async () => {
    const read = reader(null);
    await read.toEnd();
    const before = events(2);
    await store.append('subject-1', 'no-stream', before);
    peer.log.foreign('inzage.subject-1', {});
    expect(await read.ids(2)).toEqual(idsOf(before));
    expect(await outcome(read.next())).toBe('LogDamaged');
  });
});

/** A number that goes up, once ten looks in a row find it the same. */
function settled(number: () => number): Promise<number> {
  let [before, same] = [-1, 0];
  return until(number, now => {
    same = now === before ? same + 1 : 0;
    before = now;
    return same === 10;
  });
}
