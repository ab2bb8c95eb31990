import { Client } from 'pg';
import {
  comparePositions,
  type Batch,
  type EventRecord,
  type EventStore,
  type Position,
  type StoredEvent,
} from '#libs/event-store';
import { concerning } from './concerns';
import type { Projection } from './types';

/** Where a rebuilt table differs from the live one. Both stay as they are. */
export class RebuildDiffers extends Error {
  constructor(readonly difference: string) {
    super(`The rebuilt read model is not the live one, so both stay as they are: ${difference}`);
  }
}

export interface RebuildOptions {
  readonly store: EventStore;
  readonly read: (stored: StoredEvent) => EventRecord;
  /** Address of the log's database for its owner. */
  readonly ownerUrl: string;
  readonly projection: Projection;
  readonly progress?: (state: {
    readonly events: number;
    readonly position: Position | null;
    readonly until: Position | null;
  }) => void;
  /** Compares what was rebuilt with what is live, inside the transaction of the swap. Answers the first difference. */
  readonly differs?: (client: Client, rebuilt: string) => Promise<string | undefined>;
}

const BATCH = 1_000;

/**
 * Builds a read model anew beside the live one (schema `rebuild_<name>`) while queries and the live projection go on, then
 * swaps tables in one transaction that holds the live checkpoint: at one position both say the same of the log.
 * Interrupted, it leaves the live tables alone and starts again.
 * @returns how many events were applied
 */
export async function rebuild(options: RebuildOptions): Promise<number> {
  const { store, read, projection, ownerUrl, progress } = options;
  const tables = projection.tables ?? [];
  const schema = `rebuild_${projection.name.replaceAll('-', '_')}`;
  const client = new Client({
    connectionString: ownerUrl,
    application_name: `inzage rebuild ${projection.name}`,
  });
  client.on('error', () => undefined);
  await client.connect();
  let position: Position | null = null;
  let applied = 0;

  // What follows is read while what came is written.
  let reading: { readonly after: Position | null; readonly batch: Promise<Batch> } | undefined;
  const batchAfter = (after: Position | null): Promise<Batch> => {
    const batch = reading?.after === after ? reading.batch : store.readAll(after, BATCH);
    reading = undefined;
    return batch;
  };
  const readAhead = (after: Position): void => {
    const batch = store.readAll(after, BATCH);
    batch.catch(() => undefined);
    reading = { after, batch };
  };

  const catchUp = async (until: Position | null): Promise<void> => {
    while (until !== null && (position === null || comparePositions(position, until) < 0)) {
      const batch = await batchAfter(position);
      // Events of others under the log's prefix: looked at, and none of ours.
      if (batch.events.length === 0 && !batch.caughtUp && batch.position !== position) {
        position = batch.position;
        continue;
      }
      const events = batch.events
        .filter(stored => comparePositions(stored.position, until) <= 0)
        .map(stored => ({ stored, record: read(stored) }));
      if (events.length === 0) break;
      if (events.length === batch.events.length && !batch.caughtUp) readAhead(batch.position);
      const mine = concerning(projection, events);
      if (mine.length > 0) await projection.apply(mine, client as never);
      position = events.at(-1)!.stored.position;
      applied += events.length;
      progress?.({ events: applied, position, until });
    }
  };
  const inTransaction = async (work: () => Promise<void>): Promise<void> => {
    await client.query('begin');
    try {
      await client.query(`set local search_path to ${schema}, public`);
      await work();
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  };

  try {
    await client.query(`drop schema if exists ${schema} cascade`);
    await client.query(`create schema ${schema}`);
    for (const table of tables)
      await client.query(`create table ${schema}.${table} (like public.${table} including all)`);
    // As far as the live one is now, page by page; what comes meanwhile is little.
    for (let until = await liveCheckpoint(client, projection.name); ;) {
      const before: Position | null = position;
      await inTransaction(() => catchUp(until));
      const next = await liveCheckpoint(client, projection.name);
      if (next === until || position === before) break;
      until = next;
    }
    await inTransaction(async () => {
      // Whoever projects waits here, and finds the checkpoint where it left it.
      await catchUp(await liveCheckpoint(client, projection.name, true));
      const difference = await options.differs?.(client, schema);
      if (difference !== undefined) throw new RebuildDiffers(difference);
      for (const table of tables) await swap(client, schema, table);
    });
    await client.query(`drop schema ${schema} cascade`);
    return applied;
  } finally {
    await client.end();
  }
}

async function liveCheckpoint(client: Client, name: string, hold = false): Promise<Position | null> {
  const found = await client.query<{ position: string | null }>(
    `select position from public.checkpoints where projection = $1 ${hold ? 'for update' : ''}`,
    [name],
  );
  return found.rows[0]?.position ?? null;
}

/** The rebuilt table takes the live one's name, place and grants. */
async function swap(client: Client, schema: string, table: string): Promise<void> {
  const grants = await client.query<{ grantee: string; privilege_type: string }>(
    `select grantee, privilege_type from information_schema.role_table_grants
      where table_schema = 'public' and table_name = $1 and grantee <> current_user`,
    [table],
  );
  await client.query(`drop table public.${table}`);
  await client.query(`alter table ${schema}.${table} set schema public`);
  for (const { grantee, privilege_type: privilege } of grants.rows) {
    await client.query(`grant ${privilege} on public.${table} to ${client.escapeIdentifier(grantee)}`);
  }
}
