import fc from 'fast-check';
import { Child } from '../../../test/setup/child';
import { comparePositions, type Batch, type EventStore, type Position, type StoredEvent } from '../port';
import type { Sides } from './sides';
import { aStream, idsOf, readToEnd } from './events';
import type { Acknowledged, WritePlan } from './writer';

/** Several writers in each of several processes, while others read. */
export function describeManyProcesses(at: Sides): void {
  describe('many writers in several processes', () => {
    let children: Child[];
    const script = require.resolve('./writer');
    beforeAll(() => {
      children = [1, 2, 3].map(() => Child.start(script, JSON.stringify(at.log.opener)));
    });
    afterAll(() => Promise.all(children.map(child => child.stop())));

    const plan = fc.record({
      writers: fc.integer({ min: 1, max: 12 }),
      appends: fc.integer({ min: 1, max: 12 }),
      most: fc.integer({ min: 1, max: 4 }),
      shared: fc.integer({ min: 0, max: 4 }),
    });

    test("what is acknowledged is there once, in one order that keeps each stream's; no reader skips any", async () => {
      await fc.assert(
        fc.asyncProperty(plan, async ({ shared, ...rest }) => {
          const start = await at.store.head();
          const readers = [new Follower(at.store, start, 50), new Follower(at.other, start, 3)];
          const ask: WritePlan = { ...rest, sharedStreams: Array.from({ length: shared }, aStream) };
          const acknowledged = (
            await Promise.all(children.map(child => child.ask<Acknowledged[]>(ask)))
          ).flat();

          const all = await readToEnd(at.store, start);
          expectOneOrder(all);
          expectToHold(all, acknowledged);
          for (const reader of readers) expect(await reader.first(all.length)).toEqual(idsOf(all));
        }),
        { numRuns: 8 },
      );
    });
  });
}

/** A reader that was there before the writers began. */
class Follower {
  readonly #ids: string[] = [];
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #wanted = Infinity;

  constructor(store: EventStore, after: Position | null, limit: number) {
    this.#done = this.#follow(store.batches(after, { limit, signal: this.#stop.signal }));
  }

  /** Ids of the events that it was given, in the order given, as soon as they are so many. */
  async first(count: number): Promise<string[]> {
    this.#wanted = count;
    if (this.#ids.length >= count) this.#stop.abort();
    await this.#done;
    return this.#ids;
  }

  async #follow(batches: AsyncIterable<Batch>): Promise<void> {
    for await (const { events } of batches) {
      this.#ids.push(...idsOf(events));
      if (this.#ids.length >= this.#wanted) return;
    }
  }
}

/** Each append that was acknowledged is there where its answer says; nothing else is there. */
function expectToHold(all: readonly StoredEvent[], acknowledged: readonly Acknowledged[]): void {
  const byId = new Map(all.map(event => [event.id, event]));
  for (const { stream, ids, revision, position } of acknowledged) {
    const found = ids.map(id => byId.get(id));
    expect(found).toMatchObject(ids.map((_, i) => ({ stream, revision: revision - ids.length + 1 + i })));
    expect(found.at(-1)!.position).toBe(position);
  }
  expect(all).toHaveLength(acknowledged.flatMap(append => append.ids).length);
}

/** Positions go up, and with them the revisions of each stream, one by one from 0. */
function expectOneOrder(all: readonly StoredEvent[]): void {
  const next = new Map<string, number>();
  all.forEach((event, i) => {
    if (i > 0) expect(comparePositions(all[i - 1]!.position, event.position)).toBeLessThan(0);
    expect(event.revision).toBe(next.get(event.stream) ?? 0);
    next.set(event.stream, event.revision + 1);
  });
}
