import {
  MAX_APPEND_BYTES,
  MAX_EVENT_BYTES,
  MAX_EVENTS_PER_APPEND,
  WrongExpectedRevision,
  type NewEvent,
} from '../port';
import type { Abilities, Sides } from './sides';
import { aStream, anEvent, events, failure, idsOf, outcome } from './events';

/** Appends: expected revision, retries, ids of something else, size. */
export function describeAppending(at: Sides, { seesIdsOfOtherStreams }: Abilities): void {
  const idsIn = async (stream: string) => idsOf(await at.store.readStream(stream));

  describe('expected revision', () => {
    test('a new stream begins at 0, an append goes on where the last one ended', async () => {
      const stream = aStream();
      const [first, then] = [events(2), events(3)];
      expect(await at.store.append(stream, 'no-stream', first)).toMatchObject({
        revision: 1,
        repeated: false,
      });
      expect(await at.store.append(stream, 1, then)).toMatchObject({ revision: 4, repeated: false });
      expect(await idsIn(stream)).toEqual(idsOf([...first, ...then]));
    });

    test.each([
      ['no-stream', 1],
      [0, 1],
      [2, 1],
    ] as const)(
      'expecting %s of a stream at %s is refused with what is there, and writes nothing',
      async (expected, actual) => {
        const stream = aStream();
        const there = events(2);
        await at.store.append(stream, 'no-stream', there);
        const error = await failure(at.store.append(stream, expected, events(2)));
        expect(error).toBeInstanceOf(WrongExpectedRevision);
        expect(error).toMatchObject({ stream, expected, actual });
        expect(await idsIn(stream)).toEqual(idsOf(there));
      },
    );

    test('expecting a stream that is not there is refused', async () => {
      const error = await failure(at.store.append(aStream(), 0, events(1)));
      expect(error).toBeInstanceOf(WrongExpectedRevision);
      expect(error).toMatchObject({ actual: 'no-stream' });
    });

    test('of appends that expect the same, from two processes at once, exactly one is carried out', async () => {
      const stream = aStream();
      const tries = Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? at.store : at.other).append(stream, 'no-stream', events(2)),
      );
      const outcomes = await Promise.all(tries.map(outcome));
      expect(outcomes.filter(done => done === 'WrongExpectedRevision')).toHaveLength(19);
      expect(await idsIn(stream)).toHaveLength(2);
    });
  });

  describe('a retry', () => {
    let stream: string;
    let batch: NewEvent[];
    beforeEach(() => {
      stream = aStream();
      batch = events(3);
    });

    test('is answered as the first time, from this process and from another, whatever it expects', async () => {
      const first = await at.store.append(stream, 'no-stream', batch);
      for (const [from, expected] of [
        [at.store, 'no-stream'],
        [at.other, 'no-stream'],
        [at.other, 2],
        [at.store, 7],
      ] as const) {
        expect(await from.append(stream, expected, batch)).toEqual({ ...first, repeated: true });
      }
      expect(await idsIn(stream)).toEqual(idsOf(batch));
    });

    test('is answered as the first time after later events', async () => {
      await at.store.append(stream, 'no-stream', events(1));
      const first = await at.store.append(stream, 0, batch);
      await at.store.append(stream, 3, events(4));
      expect(await at.other.append(stream, 0, batch)).toEqual({ ...first, repeated: true });
      expect(await idsIn(stream)).toHaveLength(8);
    });

    test('with other bytes under the same fingerprint (sealed anew) is a retry; the first bytes stay', async () => {
      await at.store.append(stream, 'no-stream', batch);
      const anew = batch.map(event => ({ ...event, bytes: Buffer.from('{"sealed":"anew"}') }));
      expect(await at.store.append(stream, 'no-stream', anew)).toMatchObject({ repeated: true });
      expect((await at.store.readStream(stream)).map(event => event.bytes)).toEqual(
        batch.map(event => event.bytes),
      );
    });

    test('at the same moment, here and elsewhere, is answered alike and written once', async () => {
      const tries = Array.from({ length: 12 }, (_, i) =>
        (i % 3 ? at.store : at.other).append(stream, 'no-stream', batch),
      );
      const done = await Promise.all(tries);
      expect(new Set(done.map(({ revision, position }) => `${revision} ${position}`)).size).toBe(1);
      expect(done.filter(({ repeated }) => !repeated)).toHaveLength(1);
      expect(await idsIn(stream)).toEqual(idsOf(batch));
    });
  });

  describe('event ids that are in the log already', () => {
    type Conflict = [string, (batch: NewEvent[], stream: string) => [string, NewEvent[]]];
    const onAnotherStream: Conflict = ['on another stream', batch => [aStream(), batch]];
    const conflicts: Conflict[] = [
      [
        'with another fingerprint',
        (batch, s) => [s, batch.map(event => ({ ...event, fingerprint: 'b3RoZXI' }))],
      ],
      [
        'with another fingerprint of one',
        (batch, s) => [s, [batch[0]!, { ...batch[1]!, fingerprint: 'b3RoZXI' }]],
      ],
      ...(seesIdsOfOtherStreams ? [onAnotherStream] : []),
      ['in another order', (batch, s) => [s, batch.toReversed()]],
      ['without the last of their company', (batch, s) => [s, batch.slice(0, 1)]],
      ['without the first of their company', (batch, s) => [s, batch.slice(1)]],
      ['with a new one after them', (batch, s) => [s, [...batch, anEvent()]]],
      ['with a new one before them', (batch, s) => [s, [anEvent(), ...batch]]],
    ];
    test.each(conflicts)(
      '%s are refused, whatever is expected, and nothing is written',
      async (_, changed) => {
        const stream = aStream();
        const batch = events(2);
        await at.store.append(stream, 'no-stream', batch);
        const head = await at.store.head();
        const [target, again] = changed(batch, stream);
        for (const from of [at.store, at.other]) {
          for (const expected of ['no-stream', 1] as const) {
            expect(await outcome(from.append(target, expected, again))).toBe('EventIdConflict');
          }
        }
        expect(await at.store.head()).toBe(head);
      },
    );

    test('of two appends are refused as one', async () => {
      const stream = aStream();
      const [one, two] = [events(2), events(2)];
      await at.store.append(stream, 'no-stream', one);
      await at.store.append(stream, 1, two);
      for (const mixed of [
        [...one, ...two],
        [one[0]!, two[1]!],
        [two[0]!, one[1]!],
        [one[1]!, two[0]!],
      ]) {
        expect(await outcome(at.store.append(stream, 3, mixed))).toBe('EventIdConflict');
      }
    });

    (seesIdsOfOtherStreams ? test : test.skip)(
      'on two streams at the same moment: one is carried out',
      async () => {
        const batch = events(2);
        const streams = [aStream(), aStream(), aStream()];
        const done = await Promise.all(
          streams.map(stream => outcome(at.store.append(stream, 'no-stream', batch))),
        );
        expect(done.filter(result => result === 'EventIdConflict')).toHaveLength(2);
        expect((await Promise.all(streams.map(idsIn))).flat()).toEqual(idsOf(batch));
      },
    );

    test('twice in one append are refused', async () => {
      const event = anEvent();
      expect(await outcome(at.store.append(aStream(), 'no-stream', [event, event]))).toBe('EventIdConflict');
    });
  });

  describe('size', () => {
    const sized = (bytes: number) => anEvent({ bytes: Buffer.alloc(bytes, 'x') });
    const tooLarge: [string, NewEvent[]][] = [
      ['an event', [sized(MAX_EVENT_BYTES + 1)]],
      ['the number of events', events(MAX_EVENTS_PER_APPEND + 1)],
      ['an append', [...Array.from({ length: 3 }, () => sized(MAX_APPEND_BYTES / 3)), sized(1)]],
    ];
    test.each(tooLarge)(
      '%s beyond the bound is refused; what was asked beside it is carried out',
      async (_, large) => {
        const [stream, beside] = [aStream(), aStream()];
        const asked = [
          at.store.append(stream, 'no-stream', large),
          at.store.append(beside, 'no-stream', events(1)),
        ];
        expect(await Promise.all(asked.map(outcome))).toEqual([
          'EventTooLarge',
          expect.objectContaining({ revision: 0 }),
        ]);
        expect(await idsIn(stream)).toEqual([]);
      },
    );

    test('what just fits is carried out', async () => {
      const stream = aStream();
      await at.store.append(stream, 'no-stream', [
        sized(MAX_EVENT_BYTES),
        sized(MAX_EVENT_BYTES),
        sized(MAX_EVENT_BYTES),
      ]);
      await at.store.append(stream, 2, events(MAX_EVENTS_PER_APPEND));
      const read = await at.store.readStream(stream);
      expect(read).toHaveLength(3 + MAX_EVENTS_PER_APPEND);
      expect(read[0]!.bytes.equals(Buffer.alloc(MAX_EVENT_BYTES, 'x'))).toBe(true);
    });

    test("a malformed name, an id that is no UUID and an append of nothing are the program's mistake", async () => {
      const asked = [
        at.store.append('', 'no-stream', events(1)),
        at.store.append('note 1', 'no-stream', events(1)),
        at.store.append('$settings', 'no-stream', events(1)),
        at.store.append(aStream(), -1, events(1)),
        at.store.append(aStream(), 'no-stream', []),
        at.store.append(aStream(), 'no-stream', events(1, { id: 'one' })),
        at.store.append(aStream(), 'no-stream', events(1, { type: 'A\0B' })),
      ];
      expect(new Set(await Promise.all(asked.map(outcome)))).toEqual(new Set(['RangeError']));
    });
  });
}
