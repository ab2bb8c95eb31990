import { describeAppending } from './contract-append';
import { describeManyProcesses } from './contract-processes';
import { describeReading } from './contract-read';
import { aStream, events, idsOf, outcome } from './events';
import type { Abilities, Sides, StoreUnderTest } from './sides';

/** What any adapter of the port keeps. `makeStore` gives a log that nobody else writes to. */
export function describeEventStoreContract(
  name: string,
  makeStore: () => Promise<StoreUnderTest>,
  abilities: Abilities = { seesIdsOfOtherStreams: true },
): void {
  describe(`${name} keeps the event store's contract`, () => {
    const at = {} as Sides;
    beforeAll(async () => {
      at.log = await makeStore();
      [at.store, at.other] = await Promise.all([at.log.open(), at.log.open()]);
    });
    afterAll(async () => {
      await Promise.all([at.store.close(), at.other.close()]);
      await at.log.dispose();
    });

    describeAppending(at, abilities);
    describeReading(at);
    describeManyProcesses(at);

    test('closing finishes what was accepted and takes no more', async () => {
      const closing = await at.log.open();
      const streams = Array.from({ length: 50 }, aStream);
      const accepted = Promise.all(streams.map(stream => closing.append(stream, 'no-stream', events(1))));
      await closing.close();
      expect(await accepted).toHaveLength(50);
      expect(
        idsOf((await Promise.all(streams.map(stream => at.store.readStream(stream)))).flat()),
      ).toHaveLength(50);
      expect(await outcome(closing.append(aStream(), 'no-stream', events(1)))).toBe('StoreUnavailable');
    });
  });
}
