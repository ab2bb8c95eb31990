import type { Pool } from 'pg';
import { signInAddresses } from '#libs/features/access';
import type { Json, Uuid } from '#libs/kernel';
import { type Entry, type Kind, type ShownEntry } from '#libs/register';
import { findEntries, ownEntries } from '#libs/register/postgres';
import type { Vault } from '#libs/vault';

/** Kinds of entries that say that somebody saw something of a subject, or that it signed in. */
const KINDS: readonly Kind[] = ['looked', 'searched', 'signed-in'];

export interface Access {
  readonly time: string;
  readonly kind: string;
  readonly purpose?: string;
  readonly basis?: string;
  /** What was shown. */
  readonly view?: string;
  /** What kind of value was searched by. */
  readonly by?: string;
  /** Function of who it was. */
  readonly role: string;
  /** Pseudonym of a person, client id of a service. */
  readonly actor?: string;
  readonly ipAddress?: Json;
  readonly erased?: true;
}

/**
 * Who looked at a subject, searched for it, and when it signed in, newest first (P06, P08, P09). Officers' looks are
 * among them as everyone's. The subject sees by function, not by name (CJEU C-579/21).
 */
export async function accessesOf(
  db: Pool,
  vault: Pick<Vault, 'openAll'>,
  subject: Uuid,
  page: { readonly limit: number; readonly cursor?: string | undefined },
  shown: (entry: Entry) => ShownEntry,
  /** Given for the subject itself: what it may know of at that time (P16). */
  knownAt: Date | undefined,
): Promise<{ accesses: Access[]; next?: string }> {
  const { entries, next } = knownAt
    ? await ownEntries(db, subject, { kinds: KINDS, knownAt }, page)
    : await findEntries(db, { subject, kinds: KINDS }, page);
  const signIns = entries.filter(({ entry }) => entry.kind === 'signed-in').map(({ entry }) => entry.event);
  const addresses = await signInAddresses(db, vault, signIns);
  const accesses = entries.map(({ entry }): Access => {
    const { time, kind, purpose, basis, about, actor } = shown(entry);
    return {
      time,
      kind,
      ...(purpose !== undefined && { purpose }),
      ...(basis !== undefined && { basis }),
      ...(typeof about?.view === 'string' && { view: about.view }),
      ...(typeof about?.by === 'string' && { by: about.by }),
      role: actor.role,
      ...(actor.id !== undefined && { actor: actor.id }),
      ...addresses.get(entry.event),
    };
  });
  return { accesses, ...(next !== undefined && { next }) };
}
