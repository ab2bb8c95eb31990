import { canonicalText, type Uuid } from '#libs/kernel';
import { boxLength, type Sealed, type SealRequest, type Vault } from '#libs/vault';
import { CommitmentOf, ToReseal, ToSeal, type Resealed } from './types';

/** Data of a decided event, and the id that it will have. */
interface Draft {
  readonly id: Uuid;
  readonly data: unknown;
}
type Envelopes = Map<ToSeal | ToReseal, Sealed | Resealed>;

/**
 * The drafts' data with an envelope for each ToSeal and ToReseal, and the commitments that were made with them. All of an
 * event's are sealed at once.
 */
export async function sealData(vault: Vault, owner: string, drafts: readonly Draft[]): Promise<unknown[]> {
  const found: Envelopes = new Map();
  await Promise.all(drafts.map(draft => sealDraft(vault, owner, draft, found)));
  return drafts.map(({ data }) => (found.size === 0 ? data : replace(data, found)));
}

/** Data of a decided event without what would be sealed, or is not known before: what a dry run can tell. */
export function clearData(data: unknown): unknown {
  if (Array.isArray(data)) return data.filter(isClear).map(clearData);
  if (typeof data !== 'object' || data === null) return data;
  const members = Object.entries(data).filter(([, value]) => isClear(value));
  return Object.fromEntries(members.map(([name, value]) => [name, clearData(value)]));
}

/** Characters of a UUID, and of SHA-256 in base64url. */
const ID = 36;
const COMMITMENT = 43;

/** Bytes of decided data in an event, once all of it is sealed. */
export function sizeOf(data: unknown): number {
  if (data instanceof ToSeal) {
    const { purpose, period, values } = data;
    return sizeOfSealed({ purpose, period, names: Object.keys(values) }, boxLength(values));
  }
  if (data instanceof ToReseal)
    return sizeOfSealed(data, data.envelope.box.length) + ID + ',"from":""'.length;
  if (data instanceof CommitmentOf) return COMMITMENT + 2;
  const parts = Array.isArray(data)
    ? data.map(sizeOf)
    : typeof data === 'object' && data !== null
      ? Object.entries(data).flatMap(([name, value]) =>
          value === undefined ? [] : [sizeOf(name) + 1 + sizeOf(value)],
        )
      : undefined;
  if (!parts) return Buffer.byteLength(canonicalText(data));
  return parts.reduce((sum, part) => sum + part, 2 + Math.max(0, parts.length - 1));
}

/** Of an envelope. One that was sealed anew has a box that is no longer than the one before. */
function sizeOfSealed(
  { purpose, period, names }: Pick<ToReseal, 'purpose' | 'period' | 'names'>,
  box: number,
): number {
  const commitments = Object.fromEntries(names.map(name => [name, '']));
  return sizeOf({ key: '', box: '', purpose, period, commitments }) + ID + box + names.length * COMMITMENT;
}

function isClear(value: unknown): boolean {
  return !(value instanceof ToSeal || value instanceof ToReseal || value instanceof CommitmentOf);
}

async function sealDraft(vault: Vault, owner: string, draft: Draft, found: Envelopes): Promise<void> {
  const { id: eventId, data } = draft;
  const toSeal: ToSeal[] = [];
  const toReseal: ToReseal[] = [];
  collect(data, item => void (item instanceof ToSeal ? toSeal.push(item) : toReseal.push(item)));
  if (toSeal.length + toReseal.length === 0) return;
  const [sealed, resealed] = await Promise.all([
    vault.seal(
      eventId,
      toSeal.map(item => request(owner, item)),
    ),
    Promise.all(toReseal.map(item => reseal(vault, eventId, owner, item))),
  ]);
  toSeal.forEach((item, index) => found.set(item, sealed[index]!));
  toReseal.forEach((item, index) => found.set(item, resealed[index]!));
}

function request(streams: string, { purpose, period, values, after, owner = streams }: ToSeal): SealRequest {
  return { owner, purpose, period, values, ...(after !== undefined && { after }) };
}

async function reseal(vault: Vault, eventId: Uuid, owner: string, item: ToReseal): Promise<Resealed> {
  const { purpose, period, after, from, envelope, names } = item;
  const earlier = { eventId: from, envelope };
  return { ...(await vault.reseal(eventId, { owner, purpose, period, after, from: earlier, names })), from };
}

function collect(data: unknown, found: (item: ToSeal | ToReseal) => void): void {
  if (data instanceof ToSeal || data instanceof ToReseal) found(data);
  else if (typeof data === 'object' && data !== null && !(data instanceof CommitmentOf))
    for (const value of Object.values(data)) collect(value, found);
}

/** What holds nothing that was sealed is itself, and no copy. */
function replace(data: unknown, found: Envelopes): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (data instanceof ToSeal || data instanceof ToReseal) return found.get(data);
  if (data instanceof CommitmentOf) return found.get(data.sealed)?.commitments[data.name];
  const parts = data as Record<string, unknown>;
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(parts)) {
    const part = replace(parts[name], found);
    if (part === parts[name]) continue;
    copy ??= (Array.isArray(data) ? [...(data as unknown[])] : { ...parts }) as Record<string, unknown>;
    copy[name] = part;
  }
  return copy ?? data;
}
