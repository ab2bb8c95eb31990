import type { Pool } from 'pg';
import { migratedDatabase, type TestDatabase } from '../../test/setup/database';
import { until } from '../../test/setup/until';
import { Leases } from './lease';
import { createPool } from './pool';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await migratedDatabase();
  pool = createPool(database.serviceUrl, 'test');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const untilOf = async (name: string): Promise<number> => {
  const { rows } = await pool.query<{ until: Date }>('select until from leases where name = $1', [name]);
  return rows[0]?.until.getTime() ?? 0;
};
const ended = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => signal.addEventListener('abort', () => resolve()));

test('of what a process holds, one that another took is lost, and the other is kept', async () => {
  const leases = new Leases(pool, { ttlMs: 500, askMs: 20 });
  const stop = new AbortController();
  const begun = new Map<string, AbortSignal>();
  const both = ['one', 'two'].map(name =>
    leases.hold(name, stop.signal, held => {
      begun.set(name, held);
      return ended(held);
    }),
  );
  await until(
    () => begun.size,
    size => size === 2,
  );
  const lost = ended(begun.get('one')!);
  const [other, from] = ['6f2e9a52-30f5-4b0e-9a52-7f1f0bb3c0de', await untilOf('two')];
  await pool.query(
    "update leases set holder = $1, until = clock_timestamp() + interval '1 hour' where name = 'one'",
    [other],
  );
  await lost;
  await until(
    () => untilOf('two'),
    later => later > from + 2_000,
  );
  expect(begun.get('two')!.aborted).toBe(false);
  stop.abort();
  await Promise.all(both);
  const { rows } = await pool.query(
    "select name from leases where holder = $1 and until > now() + '59 min'",
    [other],
  );
  expect(rows).toEqual([{ name: 'one' }]);
});

test('of two that ask for one lease in one process, the second begins when the first has ended', async () => {
  const leases = new Leases(pool, { ttlMs: 500, askMs: 20 });
  const stops = [new AbortController(), new AbortController()];
  const told: string[] = [];
  const both = stops.map((stop, i) =>
    leases.hold('same', stop.signal, async held => {
      told.push(`begins ${i}`);
      await ended(held);
      told.push(`ends ${i}`);
    }),
  );
  const from = await until(
    () => untilOf('same'),
    later => later > 0,
  );
  await until(
    () => untilOf('same'),
    later => later > from,
  );
  expect(told).toEqual(['begins 0']);
  stops[0]!.abort();
  await until(
    () => told.length,
    count => count === 3,
  );
  stops[1]!.abort();
  await Promise.all(both);
  expect(told).toEqual(['begins 0', 'ends 0', 'begins 1', 'ends 1']);
});

test('who hears later than its time to live that it has one has lost it, and sets no timer for the past', async () => {
  const leases = new Leases(pool, { ttlMs: 0.01, askMs: 20 });
  const timers = jest.spyOn(globalThis, 'setTimeout');
  const stop = new AbortController();
  await leases.hold('late', stop.signal, async held => {
    await ended(held);
    stop.abort();
  });
  const waits = timers.mock.calls.map(([, ms]) => ms ?? 0);
  timers.mockRestore();
  expect(waits.filter(ms => ms < 0)).toEqual([]);
});
