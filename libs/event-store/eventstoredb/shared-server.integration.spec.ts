import { randomBytes } from 'node:crypto';
import { Peer, strangerOn, strangerOnPeer, type Stranger } from '../../../test/peers/eventstoredb';
import { until } from '../../../test/setup/until';
import { comparePositions, LogCut, type Batch, type EventStore, type Position } from '../port';
import { aStream, events, failure, idsOf, outcome, readToEnd } from '../testing/events';
import { openEventStoreDb } from './open';

/** What others do on the server that the log is on. */
interface Server {
  readonly url: string;
  readonly stranger: Stranger;
  close(): Promise<void>;
}

const prefix = `shared_${randomBytes(6).toString('hex')}`;
const onServer = process.env.EVENTSTORE_URL;

async function peerServer(version?: string): Promise<Server> {
  const peer = await Peer.start(version === undefined ? {} : { version });
  const stranger = strangerOnPeer(peer);
  return { url: `${peer.url}&streamPrefix=${prefix}`, stranger, close: () => peer.stop() };
}

function realServer(): Promise<Server> {
  const stranger = strangerOn(onServer!);
  const url = `${onServer!}${onServer!.includes('?') ? '&' : '?'}streamPrefix=${prefix}`;
  return Promise.resolve({ url, stranger, close: () => stranger.leave() });
}

describe.each([
  ['the peer', peerServer, describe],
  ['a peer of 24.10', () => peerServer('24.10.0'), describe],
  ['the server of EVENTSTORE_URL', realServer, onServer === undefined ? describe.skip : describe],
])('%s is shared:', (_, start, suite) => {
  suite('the log', () => {
    let server: Server;
    let store: EventStore;
    let stop: AbortController;
    const passed: string[] = [];
    const open = () =>
      openEventStoreDb(
        server.url,
        { silenceMs: 2_000, patienceMs: 4_000 },
        {
          streams: {
            knows: stream => /^(note-|catalogue$|erasures$)/.test(stream),
            foreign: stream => passed.push(stream),
          },
        },
      );
    beforeAll(async () => {
      server = await start();
      store = await open();
    });
    beforeEach(() => {
      stop = new AbortController();
    });
    afterEach(() => stop.abort());
    afterAll(async () => {
      await store.close();
      await server.close();
    });

    /** Ids of the events after a position, as a projection reads them, and each place where it could be ended. */
    async function subscribed(after: Position | null): Promise<{ ids: string[]; places: Position[] }> {
      const found = { ids: [] as string[], places: [] as Position[] };
      for await (const { events: batch, position, caughtUp } of batches(after)) {
        found.ids.push(...idsOf(batch));
        found.places.push(position);
        if (caughtUp) break;
      }
      return found;
    }
    const batches = (after: Position | null): AsyncIterable<Batch> =>
      store.batches(after, { limit: 7, signal: stop.signal });

    describe('metadata that would cut a stream', () => {
      test('stops its readers by name; once it is taken away they go on', async () => {
        const stream = aStream();
        const from = await store.head();
        const batch = events(3);
        await store.append(stream, 'no-stream', batch);
        await server.stranger.describe(`${prefix}.${stream}`, { $maxCount: 1000 });
        const cut = (await failure(subscribed(from))) as Error;
        expect(cut).toBeInstanceOf(LogCut);
        expect(cut.message).toContain(`the stream ${prefix}.${stream} has the metadata $maxCount`);

        await server.stranger.describe(`${prefix}.${stream}`, {});
        expect((await subscribed(from)).ids).toEqual(idsOf(batch));
        // Both are in the log still, until a scavenge.
        expect((await subscribed(null)).ids).toEqual(idsOf(await readToEnd(store, null)));
      });

      test('is noticed by a subscription that goes on', async () => {
        const stream = aStream();
        await store.append(stream, 'no-stream', events(1));
        const reading = batches(await store.head())[Symbol.asyncIterator]();
        await reading.next();
        const broken = (async () => {
          for (;;) await reading.next();
        })();
        await server.stranger.describe(`${prefix}.${stream}`, { $maxAge: 1000 });
        expect(await outcome(broken)).toBe('LogCut');
        await server.stranger.describe(`${prefix}.${stream}`, {});
      });
    });

    describe('what others write under its prefix, to streams of no kind of its own,', () => {
      test('is passed over by every way to read, also when it is tombstoned', async () => {
        const from = await store.head();
        const [one, two] = [events(2), events(3)];
        await store.append(aStream(), 'no-stream', one);
        for (let n = 0; n < 30; n++) await server.stranger.write(`${prefix}.theirs-${n % 3}`, { n });
        await server.stranger.tombstone(`${prefix}.theirs-1`);
        expect(comparePositions((await store.head())!, from ?? '0/0')).toBeGreaterThan(0);
        await store.append(aStream(), 'no-stream', two);
        await server.stranger.write(`${prefix}.theirs-2`, { last: true });

        const all = idsOf([...one, ...two]);
        expect((await subscribed(from)).ids).toEqual(all);
        for (const limit of [1, 4, 100]) expect(idsOf(await readToEnd(store, from, limit))).toEqual(all);
        const again = await open();
        expect(await again.head()).toBe(await store.head());
        expect(idsOf(await readToEnd(again, from))).toEqual(all);
        await again.close();
        expect(new Set(passed)).toEqual(new Set([0, 1, 2].map(n => `${prefix}.theirs-${n}`)));
      });
    });

    test('a reader that ends anywhere goes on from there: nothing is lost, nothing comes twice', async () => {
      const from = await store.head();
      const written: string[] = [];
      const places: Position[] = [from ?? '0/0'];
      const reading = (async () => {
        for await (const { position } of batches(from)) places.push(position);
      })();
      for (let turn = 0; turn < 4; turn++) {
        const batch = events(2);
        const { position: ours } = await store.append(aStream(), 'no-stream', batch);
        written.push(...idsOf(batch));
        await server.stranger.write(
          `elsewhere-${prefix}`,
          ...Array.from({ length: 1_200 }, (_n, n) => ({ n })),
        );
        // The reader is told that it has passed what others wrote.
        await until(
          () => places.at(-1)!,
          place => comparePositions(place, ours) > 0,
        );
      }
      stop.abort();
      await reading;
      const ordered = idsOf(await readToEnd(store, from));
      expect(ordered).toEqual(written);
      expect(new Set(places).size).toBeGreaterThan(4);
      for (const place of new Set(places)) {
        stop = new AbortController();
        const after = (await readToEnd(store, place)).map(({ id }) => id);
        expect((await subscribed(place)).ids).toEqual(after);
        expect(written.slice(written.length - after.length)).toEqual(after);
        stop.abort();
      }
    });

    test('its head is what others wrote after it has no part in', async () => {
      const appended = await store.append(aStream(), 'no-stream', events(1));
      await server.stranger.write(`elsewhere-${prefix}`, ...Array.from({ length: 500 }, (_n, n) => ({ n })));
      expect(await store.head()).toBe(appended.position);
      const next = await store.append(aStream(), 'no-stream', events(1));
      expect(await store.head()).toBe(next.position);
    });
  });
});

test('what was looked through once is not looked through again', async () => {
  const peer = await Peer.start();
  const [store, other] = [await openEventStoreDb(peer.url), await openEventStoreDb(peer.url)];
  await store.append(aStream(), 'no-stream', events(3));
  for (let n = 0; n < 20_000; n++) peer.log.foreign('elsewhere-1', { n });
  const head = await store.head();
  for (const log of [store, other]) await log.head();

  peer.lookedAt = 0;
  for (let n = 0; n < 20; n++) for (const log of [store, other]) expect(await log.head()).toBe(head);
  expect(peer.lookedAt).toBeLessThan(100);
  // Somebody else's append is found between.
  const { position } = await other.append(aStream(), 'no-stream', events(1));
  for (let n = 0; n < 5_000; n++) peer.log.foreign('elsewhere-1', { n });
  peer.lookedAt = 0;
  expect(await store.head()).toBe(position);
  expect(peer.lookedAt).toBeLessThan(11_000);
  await Promise.all([store.close(), other.close()]);
  await peer.stop();
});

test('a position that a server of 24 does not have says that the log is another copy', async () => {
  const peer = await Peer.start({ version: '24.10.0' });
  const store = await openEventStoreDb(peer.url, { silenceMs: 400, patienceMs: 1_000 });
  const { position } = await store.append(aStream(), 'no-stream', events(1));
  const [commit] = position.split('/');
  const beyond = `${BigInt(commit!) + 10_000n}/${BigInt(commit!) + 10_000n}`;
  expect(await outcome(store.readAll(beyond, 10))).toBe('LogDamaged');
  await store.close();
  await peer.stop();
});
