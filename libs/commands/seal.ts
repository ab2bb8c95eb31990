import type { Uuid } from '#libs/kernel';
import type { SealRequest, Sealed, Vault } from '#libs/vault';
import { ToSeal } from './types';

/** Replaces each ToSeal in decided data by its envelope; all of an event's are sealed in one call. */
export async function sealData(vault: Vault, eventId: Uuid, owner: string, data: unknown): Promise<unknown> {
  const requests: SealRequest[] = [];
  collect(data, item => {
    requests.push({ owner, purpose: item.purpose, period: item.period, values: item.values });
  });
  if (requests.length === 0) return data;
  const sealed = await vault.seal(eventId, requests);
  let next = 0;
  return replace(data, () => sealed[next++]!);
}

function collect(data: unknown, found: (item: ToSeal) => void): void {
  if (data instanceof ToSeal) found(data);
  else if (typeof data === 'object' && data !== null)
    for (const value of Object.values(data)) collect(value, found);
}

/** Walks in the same order as collect. */
function replace(data: unknown, sealed: () => Sealed): unknown {
  if (data instanceof ToSeal) return sealed();
  if (Array.isArray(data)) return data.map(item => replace(item, sealed));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, replace(value, sealed)]));
}
