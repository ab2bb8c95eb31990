import type { FieldValues } from '#libs/features/subjects';
import { subjectStream } from '#features/subjects/state';
import { subjectOfOwner } from '#features/subjects/stream';
import { lookupForm, lookupsOf } from '#features/subjects/vocabulary/lookup';
import { decodeRecord, eventsOf, type EventStore } from '#libs/event-store';
import type { Json } from '#libs/kernel';
import type { Envelope, LookupKind, Vault } from '#libs/vault';

interface Lookup {
  readonly kind: LookupKind;
  readonly value: string;
}

/**
 * All that a customer may be found by, of whatever is still readable in their stream: for look-up rows of before, which do not
 * have their value with them. More than there are rows for, and never less.
 */
export async function lookupValues(
  store: Pick<EventStore, 'readStream'>,
  vault: Pick<Vault, 'openAll'>,
  owner: string,
): Promise<Lookup[]> {
  if (!owner.startsWith('subject:')) return [];
  const stream = subjectStream(subjectOfOwner(owner));
  const sealed: { eventId: string; envelope: Envelope }[] = [];
  for await (const { id, bytes } of eventsOf(store, stream))
    sealed.push(...envelopesIn(decodeRecord(bytes).data).map(envelope => ({ eventId: id, envelope })));
  const opened = await vault.openAll(sealed);
  const all = opened.flatMap(one => (one.state === 'open' ? [one.values] : []));
  const names = all.flatMap(({ familyName }) => familyName ?? []);
  const addresses = all.flatMap(({ address }) => address ?? []);
  const parted = names.flatMap(familyName => addresses.map(address => ({ familyName, address })));
  return [...all.flatMap(linked), ...[...all, ...parted].flatMap(values => lookupsOf(values as FieldValues))];
}

function linked(values: Readonly<Record<string, Json>>): Lookup[] {
  const { login, issuer, subject, domain } = values as Readonly<Record<string, string>>;
  return [
    ...(login === undefined
      ? []
      : (['login', 'login-skeleton'] as const).map(kind => ({ kind, value: lookupForm(kind, login) }))),
    ...(issuer === undefined || subject === undefined
      ? []
      : [{ kind: 'identity' as const, value: lookupForm('identity', { issuer, subject }) }]),
    ...(domain === undefined
      ? []
      : (['domain-holder', 'domain-payer'] as const).map(kind => ({
          kind,
          value: lookupForm(kind, domain),
        }))),
  ];
}

function envelopesIn(data: unknown): Envelope[] {
  if (typeof data !== 'object' || data === null) return [];
  const { key, box } = data as { key?: unknown; box?: unknown };
  if (typeof key === 'string' && typeof box === 'string') return [{ key, box }];
  return Object.values(data).flatMap(envelopesIn);
}
