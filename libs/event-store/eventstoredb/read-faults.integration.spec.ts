import { Peer, type ReadFault } from '../../../test/peers/eventstoredb';
import { comparePositions, type EventStore } from '../port';
import { aStream, events, idsOf, outcome, readToEnd } from '../testing/events';
import { openEventStoreDb } from './open';

let peer: Peer;
let store: EventStore;
beforeEach(async () => {
  peer = await Peer.start();
  store = await openEventStoreDb(peer.url, { silenceMs: 400, patienceMs: 4000 });
});
afterEach(async () => {
  await store.close();
  await peer.stop();
});

const PASSING: ReadFault[] = ['cut', 'short', 'silent', 'unavailable', 'not-leader'];

test.each(PASSING)('a stream that is read with the fault "%s" is whole', async fault => {
  const stream = aStream();
  const batch = events(9);
  await store.append(stream, 'no-stream', batch);
  for (const direction of ['forwards', 'backwards'] as const) {
    peer.faults.onRead(fault);
    const read = idsOf(await store.readStream(stream, { direction }));
    expect(read).toEqual(idsOf(direction === 'forwards' ? batch : batch.toReversed()));
  }
});

test.each(PASSING)('all streams read with the fault "%s" are whole', async fault => {
  const appended = [events(4), events(5), events(2)];
  for (const batch of appended) await store.append(aStream(), 'no-stream', batch);
  peer.faults.onRead(fault, fault);
  expect(idsOf(await readToEnd(store, null, 100))).toEqual(idsOf(appended.flat()));
});

test.each([
  ['access-denied', 'AccessDenied'],
  ['unauthenticated', 'AccessDenied'],
  ['stream-deleted', 'LogDamaged'],
] as const)('a read that is refused by "%s" fails at once, as %s', async (fault, name) => {
  peer.faults.onRead(fault);
  const seen = peer.readsSeen;
  expect(await outcome(store.readStream(aStream()))).toBe(name);
  expect(peer.readsSeen).toBe(seen + 1);
});

test('a server that stays silent is unavailable', async () => {
  peer.freeze();
  expect(await outcome(store.readStream(aStream()))).toBe('StoreUnavailable');
  peer.thaw();
  expect(await store.readStream(aStream())).toEqual([]);
});

describe('a log that is not whole is not read as if it were', () => {
  const damaged = async (stream: string) => [
    await outcome(store.readStream(stream)),
    await outcome(store.readStream(stream, { direction: 'backwards' })),
    await outcome(store.readStream(stream, { from: 1 })),
    await outcome(store.findAppend(stream, events(1)[0]!.id)),
  ];

  test('when the beginning of a stream is cut off', async () => {
    const other = await openEventStoreDb(peer.url);
    const stream = aStream();
    await other.append(stream, 'no-stream', events(5));
    await other.close();
    for (const first of [2, 5]) {
      peer.hidden.set(`inzage.${stream}`, first);
      expect(new Set(await damaged(stream))).toEqual(new Set(['LogDamaged']));
    }
  });

  test.each(['$maxAge', '$maxCount', '$tb'])('when a stream has the metadata %s', async setting => {
    const [stream, other] = [aStream(), aStream()];
    for (const each of [stream, other]) await store.append(each, 'no-stream', events(2));
    peer.log.foreign(`$$inzage.${stream}`, { [setting]: 1000, $acl: {} }, '$metadata');
    peer.log.foreign(`$$inzage.${other}`, { $acl: { $r: 'someone' } }, '$metadata');
    expect(new Set(await damaged(stream))).toEqual(new Set(['LogCut']));
    expect(await store.readStream(other)).toHaveLength(2);
  });

  test('when someone else wrote to a stream of it', async () => {
    const stream = aStream();
    const { position } = await store.append(stream, 'no-stream', events(1));
    peer.log.foreign(`inzage.${stream}`, { any: 'thing' });
    expect(await outcome(store.readStream(stream))).toBe('LogDamaged');
    expect(await outcome(store.readAll(null, 10))).toBe('LogDamaged');
    // Where the log ends is still known, so that a process starts, and the doctor says what is wrong.
    const again = await openEventStoreDb(peer.url);
    expect(await again.head()).toBe(await store.head());
    expect(comparePositions((await again.head())!, position)).toBeGreaterThan(0);
    await again.close();
  });
});

test('streams of others and of the server are none of ours', async () => {
  for (const stream of ['$stats-0.0.0.0', 'subject-1', 'inzage2.subject-1', '$ce-inzage.subject'])
    peer.log.foreign(stream, {});
  const batch = events(2);
  await store.append('subject-1', 'no-stream', batch);
  expect(idsOf(await readToEnd(store, null))).toEqual(idsOf(batch));
  expect(await store.readStream('subject-1')).toHaveLength(2);
});
