import fc from 'fast-check';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { randomId } from '#libs/kernel';
import type { Batch, EventStore, Position, StoredEvent } from '../port';
import type { Sides } from './sides';
import { aStream, anEvent, events, readToEnd } from './events';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Reads: one stream, one command, all streams, and the batches that go on. */
export function describeReading(at: Sides): void {
  describe('reading', () => {
    test('an event is answered exactly as it was appended, whatever its bytes', async () => {
      const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 }).map(array => Buffer.from(array));
      await fc.assert(
        fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 5 }), async list => {
          const stream = aStream();
          const batch = list.map(each => anEvent({ bytes: each, type: 'Noted.v-1', fingerprint: '_-x' }));
          const { position, revision } = await at.store.append(stream, 'no-stream', batch);
          const read = await at.other.readStream(stream);
          expect(read).toEqual(
            batch.map((event, i) => ({ ...event, stream, revision: i, position: read[i]!.position })),
          );
          expect(read.at(-1)).toMatchObject({ position, revision });
        }),
        { numRuns: 25 },
      );
    });

    test('a stream is read from a revision, in both directions, up to a limit; an unknown one is empty', async () => {
      const stream = aStream();
      await at.store.append(stream, 'no-stream', events(6));
      const revisions = async (options: Parameters<EventStore['readStream']>[1]) =>
        (await at.store.readStream(stream, options)).map(event => event.revision);
      expect(await revisions({})).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await revisions({ from: 4 })).toEqual([4, 5]);
      expect(await revisions({ from: 2, limit: 2 })).toEqual([2, 3]);
      expect(await revisions({ direction: 'backwards' })).toEqual([5, 4, 3, 2, 1, 0]);
      expect(await revisions({ direction: 'backwards', from: 3, limit: 2 })).toEqual([3, 2]);
      expect(await revisions({ from: 6 })).toEqual([]);
      expect(await at.store.readStream(aStream())).toEqual([]);
    });

    test('what was appended together is found by its first event, in order, and nowhere else', async () => {
      const stream = aStream();
      const [before, batch, after] = [events(2), events(3), events(1)];
      await at.store.append(stream, 'no-stream', before);
      await at.store.append(stream, 1, batch);
      await at.store.append(stream, 4, after);
      const found = await at.other.findAppend(stream, batch[0]!.id);
      expect(found).toEqual((await at.store.readStream(stream)).slice(2, 5));
      for (const [where, first] of [
        [aStream(), batch[0]!.id],
        [stream, batch[1]!.id],
        [stream, randomId()],
      ] as const)
        expect(await at.store.findAppend(where, first)).toEqual([]);
    });

    test('all streams are read in one order, page by page, to the end that was the head', async () => {
      const start = await at.store.head();
      const appended: StoredEvent[] = [];
      for (const batch of [events(3), events(2), events(4)]) {
        const stream = aStream();
        await at.store.append(stream, 'no-stream', batch);
        appended.push(...(await at.store.readStream(stream)));
      }
      expect(await at.store.head()).toBe(appended.at(-1)!.position);
      for (const limit of [1, 2, 9, 100]) expect(await readToEnd(at.other, start, limit)).toEqual(appended);
      const end = await at.store.readAll(await at.store.head(), 10);
      expect(end).toEqual({ events: [], position: await at.store.head(), caughtUp: true });
    });
  });

  describe('batches', () => {
    /** Reads on until `count` events came; the iterator is then left. */
    async function take(
      from: EventStore,
      after: Position | null,
      count: number,
      onBatch: (batch: Batch) => unknown = () => 0,
    ) {
      const seen: StoredEvent[] = [];
      const stop = new AbortController();
      for await (const batch of from.batches(after, { limit: 7, signal: stop.signal })) {
        seen.push(...batch.events);
        await onBatch(batch);
        if (seen.length >= count) break;
      }
      return seen;
    }

    test('from a position on: first what is there, then what comes', async () => {
      const start = await at.store.head();
      const stream = aStream();
      await at.store.append(stream, 'no-stream', events(10));
      const caughtUp: boolean[] = [];
      let live = false;
      const seen = await take(at.other, start, 13, async batch => {
        caughtUp.push(batch.caughtUp);
        if (!batch.caughtUp || live) return;
        live = true;
        await at.store.append(stream, 9, events(3));
      });
      expect(seen).toEqual(await at.store.readStream(stream));
      expect(caughtUp.slice(0, 2)).toEqual([false, true]);
    });

    test('at the end of the log: an empty one says so', async () => {
      const head = await at.store.head();
      for await (const batch of at.store.batches(head, { limit: 10, signal: new AbortController().signal })) {
        expect(batch).toEqual({ events: [], position: head, caughtUp: true });
        break;
      }
    });

    test('end when the signal aborts, while they wait and while they are being read', async () => {
      const stop = new AbortController();
      const given: Batch[] = [];
      for await (const batch of at.store.batches(await at.store.head(), { limit: 10, signal: stop.signal })) {
        given.push(batch);
        setImmediate(() => stop.abort());
      }
      expect(given).toHaveLength(1);
      for await (const _ of at.store.batches(null, { limit: 1, signal: stop.signal }))
        throw new Error('aborted before');
    });

    test('a slow consumer holds the log back: nothing piles up in memory', async () => {
      const start = await at.store.head();
      const signal = new AbortController().signal;
      const iterator = at.store.batches(start, { limit: 2, signal })[Symbol.asyncIterator]();
      const large = () => anEvent({ bytes: Buffer.alloc(128 * 1024, 'x') });
      const stream = aStream();
      await at.store.append(stream, 'no-stream', [large(), large()]);
      const seen = [...((await iterator.next()).value as Batch).events];
      const before = await memory();
      for (let revision = 1; revision < 160; revision += 6) {
        await at.other.append(stream, revision, Array.from({ length: 6 }, large));
      }
      // 160 × 128 KiB are in the log by now.
      expect((await memory()) - before).toBeLessThan(10 * 1024 * 1024);
      while (seen.length < 164) seen.push(...((await iterator.next()).value as Batch).events);
      await iterator.return!();
      expect(seen.map(event => event.revision)).toEqual(seen.map((_, i) => i));
    });
  });
}

/** Bytes that the program holds, after what was let go is collected: buffers go a turn later than their views. */
async function memory(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    collect();
    await turn();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
