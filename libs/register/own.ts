import type { ClientBase, Pool } from 'pg';
import { DomainError, isUuid, type Uuid } from '#libs/kernel';
import {
  cursorOf,
  findEntries,
  numberByPlace,
  placeOf,
  type RegisterFilter,
  type RegisterPage,
} from './queries';

/**
 * A page of a subject's entries for the subject alone (P16): none that they may not know of at that time, and a cursor
 * that names an entry by its event and its place there, never by its number, which counts what is done to everybody.
 */
export async function ownEntries(
  db: Pool | ClientBase,
  subject: Uuid,
  by: Omit<RegisterFilter, 'subject' | 'knownAt'> & { readonly knownAt: Date },
  page: {
    readonly limit: number;
    readonly order?: 'newest' | 'oldest' | undefined;
    readonly cursor?: string | undefined;
  },
): Promise<RegisterPage> {
  const { limit, order } = page;
  const cursor = page.cursor === undefined ? undefined : await numbered(db, subject, page.cursor);
  const found = await findEntries(db, { ...by, subject }, { limit, ...(order && { order }), cursor });
  const last = found.next === undefined ? undefined : found.entries.at(-1)?.entry;
  if (!last) return { entries: found.entries };
  const next = Buffer.from(`${last.event} ${await placeOf(db, last)}`).toString('base64url');
  return { entries: found.entries, next };
}

async function numbered(db: Pool | ClientBase, subject: Uuid, cursor: string): Promise<string> {
  const [event = '', place = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split(' ');
  const n =
    isUuid(event) && /^\d{1,6}$/.test(place)
      ? await numberByPlace(db, subject, event, Number(place))
      : undefined;
  if (n === undefined) throw new DomainError('invalid-request', { parameter: 'cursor' });
  return cursorOf(n);
}
