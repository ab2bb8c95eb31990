import { status } from '@grpc/grpc-js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import fc from 'fast-check';
import { Peer, type AppendFault } from '../../../test/peers/eventstoredb';
import { until } from '../../../test/setup/until';
import type { EventStore, NewEvent } from '../port';
import { aStream, events, failure, idsOf, outcome } from '../testing/events';
import { createClient } from './client';
import { allRead } from './messages';
import { openEventStoreDb } from './open';

/** Short, for faults that are only noticed by silence. */
const LIMITS = { silenceMs: 400, patienceMs: 3000 };

let peer: Peer;
let store: EventStore;
beforeEach(async () => {
  peer = await Peer.start();
  store = await openEventStoreDb(peer.url, LIMITS);
});
afterEach(async () => {
  peer.thaw();
  await store.close();
  await peer.stop();
});

/** Ids of what the server holds of a stream, however it came there. */
const held = (stream: string) =>
  peer.log
    .stream(`inzage.${stream}`)
    .map(({ metadata }) => (JSON.parse(Buffer.from(metadata).toString()) as { id: string }).id);

/** Faults after which the outcome is not known, or known to be nothing. */
const PASSING: AppendFault[] = [
  'cut-after-accepting',
  'cut-before-accepting',
  'silent-after-accepting',
  'silent',
  'time-out-after-accepting',
  'time-out',
  'end-after-accepting',
  'wrong-expected-version',
  'busy',
  'not-leader',
];

describe('an append whose answer is lost', () => {
  test.each(PASSING)('by "%s" is looked up, then answered: written once', async fault => {
    const stream = aStream();
    await store.append(stream, 'no-stream', events(2));
    const batch = events(3);
    peer.faults.onAppend(fault);
    const answer = await store.append(stream, 1, batch);
    expect(answer).toEqual({
      revision: 4,
      position: (await store.readStream(stream)).at(-1)!.position,
      repeated: false,
    });
    expect(held(stream).slice(2)).toEqual(idsOf(batch));
  });

  test('at the same moment as many others: each is answered, each is written once', async () => {
    const streams = Array.from({ length: 60 }, aStream);
    const batches = streams.map(() => events(2));
    peer.faults.onAppend('silent', 'cut-after-accepting', 'busy', 'cut-before-accepting');
    const patient = await openEventStoreDb(peer.url, { ...LIMITS, patienceMs: 15_000 });
    const answers = await Promise.all(
      streams.map((stream, i) => patient.append(stream, 'no-stream', batches[i]!)),
    );
    await patient.close();
    expect(answers.every(({ revision, repeated }) => revision === 1 && !repeated)).toBe(true);
    expect(streams.map(held)).toEqual(batches.map(idsOf));
  });

  test('by overload is sent again on the same call, which breaks for nobody that waits', async () => {
    await store.append(aStream(), 'no-stream', events(1));
    const calls = peer.appendCallsSeen;
    peer.faults.onAppend(...Array.from({ length: 40 }, () => 'busy' as const));
    const streams = Array.from({ length: 30 }, aStream);
    await Promise.all(streams.map(stream => store.append(stream, 'no-stream', events(1))));
    expect(streams.map(stream => held(stream).length)).toEqual(streams.map(() => 1));
    expect(peer.appendCallsSeen).toBe(calls);
  });

  test('while a rival takes its place: it is refused for good', async () => {
    const stream = aStream();
    const rival = events(1);
    peer.faults.onAppend('silent');
    const asked = outcome(store.append(stream, 'no-stream', events(1)));
    await until(() => peer.appendsSeen === 2, Boolean);
    const other = await openEventStoreDb(peer.url, LIMITS);
    await other.append(stream, 'no-stream', rival);
    expect(await asked).toBe('WrongExpectedRevision');
    expect(held(stream)).toEqual(idsOf(rival));
    await other.close();
  });

  test('while the server is silent for long: unavailable, and the retry with the same ids is answered right', async () => {
    const stream = aStream();
    const batch = events(2);
    peer.faults.onAppend('silent-after-accepting');
    const asked = outcome(store.append(stream, 'no-stream', batch));
    await until(() => peer.appendsSeen === 2, Boolean);
    peer.freeze();
    expect(await asked).toBe('StoreUnavailable');
    peer.thaw();
    expect(await store.append(stream, 'no-stream', batch)).toMatchObject({ revision: 1, repeated: true });
    expect(held(stream)).toEqual(idsOf(batch));
  });

  test('in any order of faults: all that is answered is there once, in order', async () => {
    const faults = fc.array(fc.constantFrom(...PASSING.filter(fault => !fault.startsWith('silent'))), {
      maxLength: 12,
    });
    const patient = await openEventStoreDb(peer.url, { ...LIMITS, patienceMs: 20_000 });
    await fc.assert(
      fc.asyncProperty(faults, fc.integer({ min: 1, max: 4 }), async (list, width) => {
        peer.faults.onAppend(...list);
        const written = await Promise.all(
          Array.from({ length: width }, async () => {
            const stream = aStream();
            const all: NewEvent[] = [];
            for (let i = 0; i < 4; i++) {
              const batch = events(1 + (i % 2));
              await patient.append(stream, all.length === 0 ? 'no-stream' : all.length - 1, batch);
              all.push(...batch);
            }
            return { stream, ids: idsOf(all) };
          }),
        );
        for (const { stream, ids } of written) expect(held(stream)).toEqual(ids);
      }),
      { numRuns: 12 },
    );
    await patient.close();
  });
});

describe('an append that the server refuses', () => {
  test.each([
    ['maximum-append-size', 'EventTooLarge'],
    ['access-denied', 'AccessDenied'],
    ['stream-deleted', 'LogDamaged'],
  ] as const)('by "%s" is refused as %s, at once', async (fault, name) => {
    peer.faults.onAppend(fault);
    const seen = peer.appendsSeen;
    expect(await outcome(store.append(aStream(), 'no-stream', events(1)))).toBe(name);
    expect(peer.appendsSeen).toBe(seen + 1);
  });
});

describe('appends that are accepted and not answered', () => {
  test('are bounded in number: one more is refused and not written', async () => {
    const small = await openEventStoreDb(peer.url, { ...LIMITS, patienceMs: 5000, queueLength: 10 });
    peer.freeze();
    const accepted = Array.from({ length: 10 }, () => small.append(aStream(), 'no-stream', events(1)));
    const stream = aStream();
    expect(await outcome(small.append(stream, 'no-stream', events(1)))).toBe('AppendQueueFull');
    peer.thaw();
    expect(await Promise.all(accepted)).toHaveLength(10);
    expect(held(stream)).toEqual([]);
    await small.close();
  });

  test('are bounded in bytes', async () => {
    const small = await openEventStoreDb(peer.url, { ...LIMITS, patienceMs: 5000, queueBytes: 10_000 });
    const large = () => events(1, { bytes: Buffer.alloc(6_000, 'x') });
    const first = small.append(aStream(), 'no-stream', large());
    expect(await outcome(small.append(aStream(), 'no-stream', large()))).toBe('AppendQueueFull');
    await first;
    expect(await small.append(aStream(), 'no-stream', large())).toMatchObject({ revision: 0 });
    await small.close();
  });
});

test('a retry is told from a new command however little is remembered', async () => {
  const forgetful = await openEventStoreDb(peer.url, { ...LIMITS, knownEvents: 3 });
  const streams = Array.from({ length: 6 }, aStream);
  const batches = streams.map(() => events(2));
  const each = <T>(act: (stream: string, batch: NewEvent[]) => Promise<T>) =>
    Promise.all(streams.map((stream, i) => act(stream, batches[i]!)));
  await each((stream, batch) => forgetful.append(stream, 'no-stream', batch));
  const repeated = await each((stream, batch) => forgetful.append(stream, 1, batch));
  expect(repeated.map(answer => answer.repeated)).toEqual(streams.map(() => true));
  const conflicts = await each((stream, batch) =>
    outcome(
      forgetful.append(
        stream,
        1,
        batch.map(event => ({ ...event, fingerprint: 'b3RoZXI' })),
      ),
    ),
  );
  expect(new Set(conflicts)).toEqual(new Set(['EventIdConflict']));
  expect(streams.map(held)).toEqual(batches.map(idsOf));
  await forgetful.close();
});

describe('when the leader changes', () => {
  test('appends go to the new one, also when the old one is gone', async () => {
    const [one, two] = await Peer.startCluster(2);
    const before = await openEventStoreDb(one!.url, LIMITS);
    const stream = aStream();
    await before.append(stream, 'no-stream', events(1));
    two!.lead();
    await before.append(stream, 0, events(1));
    expect(two!.appendsSeen).toBeGreaterThan(0);
    one!.lead();
    await two!.stop();
    await before.append(stream, 1, events(1));
    expect(await before.readStream(stream)).toHaveLength(3);
    await before.close();
    await one!.stop();
  });
});

describe('when the leader is cut off from the other nodes', () => {
  test.each([
    ['and answers that it knows no leader', (peer: Peer) => peer.part()],
    [
      'and is frozen',
      (peer: Peer) => {
        peer.part();
        peer.freeze();
      },
    ],
  ])('%s: the next one is found', async (_, lose) => {
    const [one, two] = await Peer.startCluster(2);
    const before = await openEventStoreDb(one!.url, { ...LIMITS, patienceMs: 4000 });
    const stream = aStream();
    await before.append(stream, 'no-stream', events(1));
    lose(one!);
    await before.append(stream, 0, events(1));
    expect(await before.readStream(stream)).toHaveLength(2);
    expect(two!.appendsSeen).toBe(1);
    await before.close();
    await Promise.all([one!.stop(), two!.stop()]);
  });
});

test('a call that breaks while no node is found is no unhandled failure, which would end the process', async () => {
  const nodes = await Peer.startCluster(3);
  const client = createClient('eventstore', `${nodes[0]!.url}&maxDiscoverAttempts=1`);
  let used: StreamsClient | undefined;
  const read = client.GRPCStreamCreator(StreamsClient, 'read', each => {
    used = each;
    return each.read(
      allRead('end', 'backwards', 1),
      ...client.callArguments({ requiresLeader: true }, { deadline: 0 }),
    );
  });
  (await read()).on('error', () => undefined);
  await Promise.all(nodes.map(node => node.stop()));
  const lost = Object.assign(new Error('lost'), { code: status.UNAVAILABLE, details: '' });
  await client.handleError(used!, lost);
  const found = outcome(client.getChannel());
  await client.handleError(used!, lost);
  expect(await found).toBe('Error');
});

/** Under its defaults: what is noticed by silence alone is noticed in half of the longest silence, and costs no more. */
describe('a leader that says nothing any more is left within 5 seconds', () => {
  test.each<[string, (store: EventStore, stream: string) => Promise<unknown>]>([
    ['by an append', (patient, stream) => patient.append(stream, 0, events(1))],
    ['by a read', (patient, stream) => patient.readStream(stream)],
    ['by who asks for the end', patient => patient.head()],
  ])('%s', async (_, ask) => {
    const [one, two, three] = await Peer.startCluster(3);
    const patient = await openEventStoreDb(one!.url);
    const stream = aStream();
    await patient.append(stream, 'no-stream', events(1));
    one!.part();
    one!.freeze();
    const began = Date.now();
    await ask(patient, stream);
    expect(Date.now() - began).toBeLessThan(5_000);
    await patient.close();
    await Promise.all([one!, two!, three!].map(node => node.stop()));
  });
});

test('a leader that is gone, and that the others still name, is left soon after it was chosen once more', async () => {
  const [one, two, three] = await Peer.startCluster(3);
  const patient = await openEventStoreDb(one!.url);
  const stream = aStream();
  await patient.append(stream, 'no-stream', events(1));
  one!.freeze();
  const before = one!.connections;
  const appended = patient.append(stream, 0, events(1));
  await until(() => one!.connections > before, Boolean);
  two!.lead();
  const began = Date.now();
  await appended;
  expect(Date.now() - began).toBeLessThan(2_500);
  await patient.close();
  await Promise.all([one!, two!, three!].map(node => node.stop()));
});

test('no error says more than how many and which status', async () => {
  peer.faults.onAppend('access-denied');
  const stream = `subject-${aStream()}`;
  const error = await failure(store.append(stream, 'no-stream', events(1)));
  expect(String(error)).not.toContain(stream);
});
