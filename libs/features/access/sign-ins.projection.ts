import type { ClientBase, Pool, PoolClient } from 'pg';
import type { Uuid } from '#libs/kernel';
import type { ProjectedEvent, Projection } from '#libs/projections';
import type { Envelope } from '#libs/vault';
import type { SignedIn } from './events';

/** Keeps the envelopes of sign-in addresses. */
export class SignInsProjection implements Projection {
  readonly name = 'sign-ins';
  readonly tables = ['sign_ins'];

  concerns({ type }: ProjectedEvent['record']): boolean {
    return type === 'SignedIn';
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    const mine = events.filter(({ record }) => record.type === 'SignedIn').map(({ record }) => record);
    if (mine.length === 0) return;
    const sealed = mine.map(({ data }) => (data as SignedIn).sealed);
    await tx.query({
      name: 'sign-ins-insert',
      text: 'insert into sign_ins (event, key, box) select * from unnest($1::uuid[], $2::uuid[], $3::text[])',
      values: [mine.map(({ id }) => id), sealed.map(({ key }) => key), sealed.map(({ box }) => box)],
    });
  }
}

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
