import fc from 'fast-check';
import type { Pool } from 'pg';
import { Column, Entity, PrimaryColumn, type Repository } from 'typeorm';
import { freshDatabase, type TestDatabase } from '../../test/setup/database';
import { dataSourceOn } from './entities';
import { Keyset } from './keyset';
import { createPool } from './pool';
import { shown } from './shown';

@Entity('things')
class Thing {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('timestamptz')
  readonly madeAt!: Date;

  @Column('date', { nullable: true })
  readonly due!: string | null;
}

let database: TestDatabase;
let pool: Pool;
let things: Repository<Thing>;
beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.superUrl, 'keyset');
  await pool.query('create table things (id uuid primary key, made_at timestamptz not null, due date)');
  things = (await dataSourceOn(pool)).getRepository(Thing);
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

const few = fc.integer({ min: 0, max: 3 });
/** Many of the same time and day, some without a day. */
const thing = fc.record({
  id: fc.uuid(),
  madeAt: few.map(hour => `2026-03-29T0${hour}:00:00.000Z`),
  due: few.map(day => (day === 0 ? null : `2026-03-2${day}`)),
});
const ORDERS = {
  'by time': [new Keyset<Thing>({ madeAt: 'time', id: 'uuid' }), 'made_at, id'],
  'by time, the last one first': [
    new Keyset<Thing>({ madeAt: 'time', id: 'uuid' }, 'desc'),
    'made_at desc, id desc',
  ],
  'by due day, those without one last': [new Keyset<Thing>({ due: 'due', id: 'uuid' }), 'due nulls last, id'],
} as const;

test.each(Object.entries(ORDERS))('pages put together are the list: %s', async (_what, [keyset, order]) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(thing, { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (rows, limit) => {
        await pool.query('truncate things');
        await pool.query(
          'insert into things select * from jsonb_to_recordset($1::jsonb) as t(id uuid, "madeAt" timestamptz, due date) on conflict do nothing',
          [JSON.stringify(rows)],
        );
        const whole = (await pool.query<{ id: string }>(`select id from things order by ${order}`)).rows;
        const seen: string[] = [];
        for (let cursor: string | undefined, more = true; more;) {
          const page = await keyset.page(things.createQueryBuilder('t'), { limit, cursor });
          expect(page.rows.length).toBeLessThanOrEqual(limit);
          seen.push(...page.rows.map(({ id }) => id));
          cursor = page.next;
          more = cursor !== undefined;
        }
        expect(seen).toEqual(whole.map(({ id }) => id));
      },
    ),
    { numRuns: 40 },
  );
});

test('a row is answered with its day as it is, its time as text, and without what it has none of', async () => {
  await pool.query('truncate things');
  await pool.query(
    `insert into things values ('00000000-0000-4000-8000-000000000001', '2026-03-29T01:30:00Z', '2026-03-29'),
            ('00000000-0000-4000-8000-000000000002', '2026-03-29T01:30:00Z', null)`,
  );
  expect((await things.find({ order: { id: 'ASC' } })).map(shown)).toEqual([
    { id: '00000000-0000-4000-8000-000000000001', madeAt: '2026-03-29T01:30:00.000Z', due: '2026-03-29' },
    { id: '00000000-0000-4000-8000-000000000002', madeAt: '2026-03-29T01:30:00.000Z' },
  ]);
});
