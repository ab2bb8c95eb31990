import fc from 'fast-check';
import type { Pool } from 'pg';
import { createPool, migrate } from '#libs/database';
import { encodeRecord } from '#libs/event-store';
import type { ProjectedEvent, Projection } from '#libs/projections';
import { recordMigrations, RecordsProjection } from '#libs/features/records';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { projectionMigrations } from '#libs/projections/postgres';
import { RegisterProjection } from '#libs/register';
import { registerMigrations } from '#libs/register/postgres';
import { histories } from '../../libs/features/records/testing/histories';
import { freshDatabase, type TestDatabase } from '../setup/database';

const entries = new Composition(FEATURES).entries();

let database: TestDatabase;
let owner: Pool;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.ownerUrl, database.serviceRole, [
    ...projectionMigrations,
    ...registerMigrations,
    ...recordMigrations,
  ]);
  owner = createPool(database.ownerUrl, 'test');
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

async function contents(table: string): Promise<unknown[]> {
  const { rows } = await owner.query<{ row: unknown }>(
    `select to_jsonb(t) as row from ${table} t order by 1`,
  );
  return rows.map(({ row }) => row);
}

test.each<Projection>([new RecordsProjection(), new RegisterProjection(entries).beside()])(
  'the SQL of $name names no schema: the same code fills tables of the same names beside the live ones',
  async projection => {
    const [history] = fc.sample(histories, { seed: 3, numRuns: 1 });
    const events: ProjectedEvent[] = history!.map((record, i) => ({
      record,
      stored: { ...encodeRecord(record), stream: record.stream, revision: 0, position: String(i + 1) },
    }));
    const tables = projection.tables!;
    await owner.query(`drop schema if exists beside cascade; create schema beside`);
    for (const table of tables)
      await owner.query(`create table beside.${table} (like ${table} including all)`);

    const tx = await owner.connect();
    // The live tables go on while the rebuild, on the same connection or another, has all from the start.
    const turns: [schema: string, events: ProjectedEvent[]][] = [
      ['public', events.slice(0, 20)],
      ['beside', events],
      ['public', events.slice(20)],
    ];
    for (const [schema, part] of turns) {
      await tx.query('begin');
      await tx.query(`set local search_path = ${schema}`);
      await projection.apply(part, tx);
      await tx.query('commit');
    }
    tx.release();
    for (const table of tables) {
      const live = await contents(`public.${table}`);
      expect(await contents(`beside.${table}`)).toEqual(live);
    }
    expect(await contents(`beside.${tables[0]!}`)).not.toEqual([]);
  },
);
