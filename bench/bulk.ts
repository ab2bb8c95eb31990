import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { DatabaseUrls } from '#tools/embedded-postgres';
import type { EventRecord, StoredEvent } from '#libs/event-store';
import { PostgresEventStore } from '#libs/event-store/postgres';
import { rebuild, type Projection } from '#libs/projections';
import { RecordsProjection } from '#libs/features/records';
import { RegisterProjection } from '#libs/register';
import { eventTypes } from '#apps/core/event-types';
import { entryTable } from '#apps/core/projections';
import { register } from './commands';

/** Customers a second through the import's end of the API: all fields, two purposes, keys and a login name each. */
export async function importCustomers(url: string, token: string, count: number): Promise<number> {
  const run = randomUUID().slice(0, 8);
  const lines = Array.from({ length: count }, (_, n) => {
    const customer = JSON.parse(register().body) as object;
    return JSON.stringify({ ...customer, login: `imported.${run}.${n}` });
  });
  const started = performance.now();
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
  return count / ((performance.now() - started) / 1000);
}

export interface CatchUp {
  readonly records: number;
  readonly register: number;
  /** Both, one after the other. */
  readonly both: number;
}

/** Waits until the projector has applied all that is in the log: what follows is measured without it. */
export async function projected(urls: DatabaseUrls): Promise<number> {
  const started = performance.now();
  const client = new Client({ connectionString: urls.owner });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ behind: boolean }>(
        `select (select max(position) from events) > min(position::bigint) as behind from checkpoints
          where projection in ('records', 'register')`,
      );
      if (!rows[0]?.behind) return (performance.now() - started) / 1000;
      await delay(50);
    }
  } finally {
    await client.end();
  }
}

/** Events a second from the first to the last, into tables beside the live ones. */
export async function catchUp(urls: DatabaseUrls): Promise<CatchUp> {
  const store = await PostgresEventStore.open({ url: urls.service });
  const types = eventTypes();
  try {
    const measure = async (projection: Projection): Promise<{ events: number; seconds: number }> => {
      const started = performance.now();
      const read = (stored: StoredEvent): EventRecord => types.read(stored);
      const events = await rebuild({ store, read, ownerUrl: urls.owner, projection });
      return { events, seconds: (performance.now() - started) / 1000 };
    };
    const records = await measure(new RecordsProjection());
    const entries = await measure(new RegisterProjection(entryTable()));
    return {
      records: Math.round(records.events / records.seconds),
      register: Math.round(entries.events / entries.seconds),
      both: Math.round(records.events / (records.seconds + entries.seconds)),
    };
  } finally {
    await store.close();
  }
}
