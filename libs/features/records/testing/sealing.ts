import type { EventRecord } from '#libs/event-store';
import type { Json } from '#libs/kernel';
import type { Sealed, Vault } from '#libs/vault';
import { generationOf } from './histories';

/** What stands for a value in a history that has none yet. */
export function valueOf(event: string, name: string): string {
  return `Peeters ${event} ${name}`;
}

/** The history with its envelopes sealed by a vault. Values are those of {@link valueOf}, or the given ones. */
export async function sealed<E extends EventRecord>(
  vault: Pick<Vault, 'seal'>,
  history: readonly E[],
  given: Readonly<Record<string, Json>> = {},
): Promise<E[]> {
  const events: E[] = [];
  /** Keys of the vault by those of the history. */
  const keys = new Map<string, string>();
  for (const event of history) {
    const seal = async ({ key, purpose, period, commitments, ...rest }: Sealed): Promise<Sealed> => {
      const values = Object.fromEntries(
        Object.keys(commitments).map(name => [name, given[name] ?? valueOf(event.id, name)]),
      );
      const owner = event.stream.replace('-', ':');
      const after = (generationOf(key) ?? 1) - 1;
      const [one] = await vault.seal(event.id, [
        { owner, purpose, period, values, ...(after > 0 && { after }) },
      ]);
      keys.set(key, one!.key);
      return { ...rest, ...one! };
    };
    events.push({ ...event, data: await replaced(event.data, seal, keys) });
  }
  return events;
}

async function replaced(
  data: unknown,
  seal: (sealed: Sealed) => Promise<Sealed>,
  keys: ReadonlyMap<string, string>,
): Promise<unknown> {
  if (Array.isArray(data)) return Promise.all(data.map(item => replaced(item, seal, keys)));
  if (typeof data === 'string') return keys.get(data) ?? data;
  if (typeof data !== 'object' || data === null) return data;
  if ('box' in data) return seal(data as Sealed);
  const members = Object.entries(data).map(
    async ([name, value]) => [name, await replaced(value, seal, keys)] as const,
  );
  return Object.fromEntries(await Promise.all(members));
}
