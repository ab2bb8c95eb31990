import type { ClientBase, Pool } from 'pg';
import type { Json, Uuid } from '#libs/kernel';
import type { Vault } from '#libs/vault';

/** The address that somebody signed in from, or that it was erased with the key of its month (P06). */
export type SignInAddress = { readonly ipAddress: Json } | { readonly erased: true };

/**
 * The addresses of these sign-ins, by event. One that is not projected yet is not among them: nothing was erased.
 * @throws KeyUnavailable, KeyringUnavailable
 */
export async function signInAddresses(
  db: Pool | ClientBase,
  vault: Pick<Vault, 'openAll'>,
  events: readonly Uuid[],
): Promise<ReadonlyMap<Uuid, SignInAddress>> {
  if (events.length === 0) return new Map();
  const { rows } = await db.query<{ event: Uuid; key: Uuid; box: string }>({
    name: 'sign-ins-read',
    text: 'select event, key, box from sign_ins where event = any($1::uuid[])',
    values: [events],
  });
  const opened = await vault.openAll(
    rows.map(({ event, key, box }) => ({ eventId: event, envelope: { key, box } })),
  );
  return new Map(
    rows.map(({ event }, i) => {
      const one = opened[i]!;
      return [event, one.state === 'open' ? { ipAddress: one.values.ipAddress! } : { erased: true }];
    }),
  );
}
