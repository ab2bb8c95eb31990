import type { EventRecord } from '#libs/event-store';
import type { Json } from '#libs/kernel';
import type { Sealed, Vault } from '#libs/vault';

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
  for (const event of history) {
    const seal = async ({ purpose, period, commitments }: Sealed): Promise<Sealed> => {
      const values = Object.fromEntries(
        Object.keys(commitments).map(name => [name, given[name] ?? valueOf(event.id, name)]),
      );
      const owner = event.stream.replace('-', ':');
      const [one] = await vault.seal(event.id, [{ owner, purpose, period, values }]);
      return one!;
    };
    events.push({ ...event, data: await replaced(event.data, seal) });
  }
  return events;
}

async function replaced(data: unknown, seal: (sealed: Sealed) => Promise<Sealed>): Promise<unknown> {
  if (Array.isArray(data)) return Promise.all(data.map(item => replaced(item, seal)));
  if (typeof data !== 'object' || data === null) return data;
  if ('box' in data) return seal(data as Sealed);
  const members = Object.entries(data).map(
    async ([name, value]) => [name, await replaced(value, seal)] as const,
  );
  return Object.fromEntries(await Promise.all(members));
}
