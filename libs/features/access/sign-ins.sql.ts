import type { ClientBase, Pool } from 'pg';
import type { Uuid } from '#libs/kernel';
import type { Envelope } from '#libs/vault';

/** Envelopes of these sign-ins. */
export async function signInEnvelopes(
  db: Pool | ClientBase,
  events: readonly Uuid[],
): Promise<{ readonly eventId: Uuid; readonly envelope: Envelope }[]> {
  if (events.length === 0) return [];
  const { rows } = await db.query<{ event: Uuid; key: Uuid; box: string }>({
    name: 'sign-ins-read',
    text: 'select event, key, box from sign_ins where event = any($1::uuid[])',
    values: [events],
  });
  return rows.map(({ event, key, box }) => ({ eventId: event, envelope: { key, box } }));
}
