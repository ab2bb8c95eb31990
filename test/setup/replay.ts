import { createPool } from '#libs/database';
import { followersOf } from '#libs/platform';
import { Progress, ProjectionRunner } from '#libs/projections/postgres';
import type { EventRecord, StoredEvent } from '#libs/event-store';
import type { Pool } from 'pg';
import type { Core } from './core';
import { migratedDatabase } from './database';

/** Rows of a read model, or how many there are where both sides have the same. */
type Difference = {
  readonly table: string;
  readonly live: readonly unknown[];
  readonly replayed: readonly unknown[];
};

export interface Replay {
  /** Rows that were compared, by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly differences: readonly Difference[];
}

/** Applies the whole log anew to an empty database beside, by every projection, and compares all that they write. */
export async function replay(core: Core): Promise<Replay> {
  const beside = await migratedDatabase();
  const pool = createPool(beside.serviceUrl, 'replay');
  const progress = new Progress(pool);
  const projections = followersOf(core.container, { workers: pool, progress });
  const read = (stored: StoredEvent): EventRecord => core.types.read(stored);
  const runner = new ProjectionRunner(pool, core.store, read, projections, progress);
  try {
    const head = await core.store.head();
    runner.start();
    if (head !== null)
      for (const { name } of projections) {
        await core.progress.waitFor(name, head, 20_000);
        await progress.waitFor(name, head, 60_000);
      }
    const rows: Record<string, number> = {};
    const differences: Difference[] = [];
    for (const table of projections.flatMap(({ tables = [] }) => tables)) {
      const [live, replayed] = await Promise.all([contents(core.pool, table), contents(pool, table)]);
      rows[table] = live.length;
      if (JSON.stringify(live) !== JSON.stringify(replayed)) differences.push({ table, live, replayed });
    }
    return { rows, differences };
  } finally {
    await runner.stop();
    await pool.end();
    await beside.drop();
  }
}

async function contents(pool: Pool, table: string): Promise<unknown[]> {
  const { rows } = await pool.query<{ row: unknown }>(`select to_jsonb(t) as row from ${table} t order by 1`);
  return rows.map(({ row }) => row);
}
