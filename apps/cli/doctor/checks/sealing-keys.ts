import type { Uuid } from '#libs/kernel';
import type { LogCheck } from '../check';
import { Tally } from '../findings';

/**
 * Every envelope of the log has its key, or a fence that says why not. A key is durable before the event that needs it, so a
 * key that is missing has been lost since.
 */
export const sealingKeys: LogCheck = {
  name: 'keys of the log',
  async begin(world) {
    const keyring = await world.keyring();
    const tally = new Tally();
    return {
      async page(events) {
        const needed = new Map<Uuid, Uuid>();
        for (const { record } of events)
          if (record) for (const key of keysIn(record.data)) needed.set(key, record.id);
        const ids = [...needed.keys()];
        const states = await keyring.statesOf(ids);
        ids.forEach((key, i) => {
          if (states[i] === 'unknown') tally.add('key-missing', `key ${key}, event ${needed.get(key)}`);
        });
      },
      end: () => Promise.resolve(tally.findings()),
    };
  },
};

/** Keys of the envelopes in an event's data, wherever in it they are. */
export function* keysIn(data: unknown): Generator<Uuid> {
  if (typeof data !== 'object' || data === null) return;
  const { key, box } = data as { key?: unknown; box?: unknown };
  if (typeof key === 'string' && typeof box === 'string') yield key;
  for (const member of Object.values(data)) yield* keysIn(member);
}
