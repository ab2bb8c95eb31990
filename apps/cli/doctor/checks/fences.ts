import { setTimeout as delay } from 'node:timers/promises';
import { FENCE_STREAM, type KeysFenced } from '#features/erasure/events';
import type { KeyRef } from '#libs/vault';
import type { KeyState, KeyringInspection } from '#libs/vault/postgres';
import type { Check } from '../check';
import { Tally } from '../findings';

const PAGE = 100;
/** The journal speaks first: an erasure under way sets its fences within this time. */
const IN_FLIGHT_MS = 3_000;

/** What the log's journal says is fenced, the keyring has fenced: nobody who was erased has come back. */
export const fences: Check = {
  name: 'erasures and fences',
  async run(world) {
    const [log, keyring] = [await world.log(), await world.keyring()];
    const tally = new Tally();
    let revision = -1;
    for (;;) {
      const events = await log.readStream(FENCE_STREAM, { from: revision + 1, limit: PAGE });
      if (events.length === 0) break;
      const journal = events.map(stored => world.read(stored).data as KeysFenced);
      await compare(
        keyring,
        journal.flatMap(({ keys }) => keys),
        journal.flatMap(({ barred }) => barred),
        tally,
      );
      revision = events.at(-1)!.revision;
      world.progress(`${revision + 1} entries of the journal of fences`);
    }
    if ((await keyring.journalRead()) > revision)
      tally.add(
        'keyring-ahead-of-journal',
        `the keyring has followed to ${await keyring.journalRead()}, the journal ends at ${revision}`,
      );
    for (const owner of await keyring.erasedWithLookups()) tally.add('lookup-of-erased', owner);
    return tally.findings();
  },
};

async function compare(
  keyring: KeyringInspection,
  keys: readonly KeyRef[],
  barred: readonly string[],
  tally: Tally,
): Promise<void> {
  let open = await unfenced(keyring, keys);
  let free = await keyring.unbarred(barred);
  if (open.length + free.length > 0) {
    await delay(IN_FLIGHT_MS);
    open = await unfenced(
      keyring,
      open.map(([key]) => key),
    );
    free = await keyring.unbarred(free);
  }
  for (const [{ key, owner, purpose }, state] of open)
    tally.add(state === 'unknown' ? 'fence-missing' : 'key-alive', `key ${key} of ${owner} for ${purpose}`);
  for (const owner of free) tally.add('fence-missing', owner);
}

async function unfenced(keyring: KeyringInspection, keys: readonly KeyRef[]): Promise<[KeyRef, KeyState][]> {
  const states = await keyring.statesOf(keys.map(({ key }) => key));
  return keys.flatMap((ref, i) => (states[i] === 'fenced' ? [] : [[ref, states[i]!] as [KeyRef, KeyState]]));
}
