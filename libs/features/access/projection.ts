import type { PoolClient } from 'pg';
import type { ProjectedEvent, Projection } from '#libs/projections';
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
