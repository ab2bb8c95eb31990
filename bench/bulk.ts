import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { EmbeddedPostgres } from '#tools/embedded-postgres';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { CHANNELS } from '#libs/projections';
import { register } from './commands';

/** Customers through the import's end of the API: all fields, two purposes, keys and a login name each. */
export async function importCustomers(url: string, token: string, count: number): Promise<void> {
  const run = randomUUID().slice(0, 8);
  const lines = Array.from({ length: count }, (_, n) => {
    const customer = JSON.parse(register().body) as object;
    return JSON.stringify({ ...customer, login: `imported.${run}.${n}` });
  });
  const response = await fetch(`${url}/v1/imports`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/x-ndjson',
      'idempotency-key': randomUUID(),
    },
    body: lines.join('\n'),
  });
  const { imported } = (await response.json()) as { imported: number };
  if (imported !== count) throw new Error(`${imported} of ${count} customers were imported`);
}

/**
 * Waits until the projector has applied all that is in the log to the records and the register.
 * @param wanted other read models
 */
export async function projected(
  ownerUrl: string,
  wanted: readonly string[] = ['records', 'register'],
): Promise<void> {
  await withClient(ownerUrl, async client => {
    for (;;) {
      await client.query(`select pg_notify('${CHANNELS.awaited}', name) from unnest($1::text[]) as name`, [
        wanted,
      ]);
      const { rows } = await client.query<{ behind: boolean | null }>(
        `select (select max(position) from events) > min(position::bigint) or count(*) < $2 as behind
           from checkpoints where projection = any($1)`,
        [wanted, wanted.length],
      );
      if (rows[0]?.behind === false) return;
      await delay(20);
    }
  });
}

/** Waits for all that follows the log, but not for what hangs on keys: copies of customers have none, and it stands still. */
export async function allProjected(ownerUrl: string): Promise<void> {
  const all = new Composition(FEATURES).checkpoints();
  await projected(
    ownerUrl,
    all.filter(name => name !== 'lookups' && name !== 'login-skeletons'),
  );
}

/** Takes away what the records and the register hold, so that the next projector begins both at the first event. */
export async function forgetReadModels(postgres: EmbeddedPostgres): Promise<number> {
  const features = new Composition(FEATURES);
  const both = ['records', 'register'].map(name => features.readModel(name));
  return withClient(asSuperuser(postgres), async client => {
    await client.query('set session_replication_role = replica'); // The register refuses it of anybody else.
    await client.query(`truncate ${both.flatMap(({ tables }) => tables ?? []).join(', ')}`);
    await client.query('delete from checkpoints where projection = any($1)', [both.map(({ name }) => name)]);
    const { rows } = await client.query<{ events: string }>('select count(*) as events from events');
    return Number(rows[0]!.events);
  });
}

/**
 * What PostgreSQL does by itself after much was written, done now: so that what is measured next is not measured beside it.
 */
export async function settled(postgres: EmbeddedPostgres): Promise<void> {
  for (const database of ['owner', 'keyring'] as const)
    await withClient(asSuperuser(postgres, database), async client => {
      await client.query('vacuum (analyze)');
      await client.query('checkpoint');
    });
}

/** A superuser's way into a database of the server. */
export function asSuperuser(
  { superuserUrl, urls }: EmbeddedPostgres,
  database: 'owner' | 'keyring' = 'owner',
): string {
  const url = new URL(superuserUrl);
  url.pathname = new URL(urls[database]).pathname;
  return url.href;
}

export async function withClient<T>(
  connectionString: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
