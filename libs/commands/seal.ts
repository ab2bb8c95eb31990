import type { Uuid } from '#libs/kernel';
import type { Sealed, SealRequest, Vault } from '#libs/vault';
import { ToReseal, ToSeal, type Resealed } from './types';

/** Replaces each ToSeal and ToReseal in decided data by its envelope; all of an event's are sealed at once. */
export async function sealData(vault: Vault, eventId: Uuid, owner: string, data: unknown): Promise<unknown> {
  const found = new Map<ToSeal | ToReseal, Sealed | Resealed>();
  const toSeal: ToSeal[] = [];
  const toReseal: ToReseal[] = [];
  collect(data, item => void (item instanceof ToSeal ? toSeal.push(item) : toReseal.push(item)));
  if (toSeal.length + toReseal.length === 0) return data;
  const [sealed, resealed] = await Promise.all([
    vault.seal(
      eventId,
      toSeal.map(item => request(owner, item)),
    ),
    Promise.all(toReseal.map(item => reseal(vault, eventId, owner, item))),
  ]);
  toSeal.forEach((item, index) => found.set(item, sealed[index]!));
  toReseal.forEach((item, index) => found.set(item, resealed[index]!));
  return replace(data, item => found.get(item)!);
}

function request(owner: string, { purpose, period, values, after }: ToSeal): SealRequest {
  return { owner, purpose, period, values, ...(after !== undefined && { after }) };
}

async function reseal(vault: Vault, eventId: Uuid, owner: string, item: ToReseal): Promise<Resealed> {
  const { purpose, period, after, from, envelope, names } = item;
  const earlier = { eventId: from, envelope };
  return { ...(await vault.reseal(eventId, { owner, purpose, period, after, from: earlier, names })), from };
}

function collect(data: unknown, found: (item: ToSeal | ToReseal) => void): void {
  if (data instanceof ToSeal || data instanceof ToReseal) found(data);
  else if (typeof data === 'object' && data !== null)
    for (const value of Object.values(data)) collect(value, found);
}

function replace(data: unknown, sealed: (item: ToSeal | ToReseal) => unknown): unknown {
  if (data instanceof ToSeal || data instanceof ToReseal) return sealed(data);
  if (Array.isArray(data)) return data.map(item => replace(item, sealed));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, replace(value, sealed)]));
}
