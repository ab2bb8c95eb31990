import type { Pool } from 'pg';
import { createPool, Leases } from '#libs/database';
import { PostgresEventStore } from '#libs/event-store/postgres';
import type { TestDatabase } from '../../test/setup/database';
import { until } from '../../test/setup/until';
import { Fenced, moveCheckpoint, projectionState } from './checkpoint';
import { NOTHING_DECIDED, whileHeld, type PassingDecisions } from './passing';
import { Progress } from './progress';
import { rebuild, RebuildStopped } from './rebuild';
import { ProjectionRunner } from './runner';
import { tellDecided } from './telling';
import { freshTally, logged, note, read, Tally, tallied } from './testing/tally';
import type { ProjectionState } from './types';

let database: TestDatabase;
let pool: Pool;
let store: PostgresEventStore;
let progress: Progress;
let running: ProjectionRunner[];
let tally: Tally;
/** What officers have decided by now, and how often it was asked. */
let decided: PassingDecisions;
let asked: number;
let poison: string;

beforeEach(async () => {
  database = await freshTally();
  pool = createPool(database.serviceUrl, 'test');
  store = await PostgresEventStore.open({ url: database.serviceUrl });
  progress = new Progress(pool);
  [running, tally, decided, asked] = [[], new Tally(), NOTHING_DECIDED, 0];
  await note(store, 7);
  [poison] = (await note(store, 1, 'Poison')) as [string];
  await note(store, 3);
});

afterEach(async () => {
  await Promise.all(running.map(runner => runner.stop()));
  await store.close();
  await pool.end();
  await database.drop();
});

const decisions = (): Promise<PassingDecisions> => {
  asked += 1;
  return Promise.resolve(decided);
};
const those = (events: readonly string[]) => (name: string) => new Set(name === 'tally' ? events : []);
const deciding = (one: Partial<Record<'passed' | 'proposed', readonly string[]>>): PassingDecisions => ({
  passed: those(one.passed ?? []),
  wanting: those([]),
  proposed: those(one.proposed ?? []),
});
const state = (): Promise<ProjectionState> => projectionState(pool, 'tally');
const failed = ({ status }: ProjectionState): boolean => status === 'failed';

function start(retryFailedMs = 50): void {
  const runner = new ProjectionRunner(pool, store, read, [tally], progress, {
    backOffMs: 1,
    maxBackOffMs: 20,
    retryFailedMs,
    leases: new Leases(pool, { ttlMs: 1_000, askMs: 50 }),
    decisions,
  });
  running.push(runner);
  runner.start();
}

async function atHead(): Promise<void> {
  const head = await store.head();
  await until(state, ({ position, status }) => status === 'running' && position === head);
}

async function whole(): Promise<string[]> {
  return (await logged(store)).filter(event => event !== poison);
}

describe('an event that a projection stands at', () => {
  test('is not tried while officers decide, also by a process that starts then, and is when they withdraw', async () => {
    start();
    await until(state, failed);
    decided = deciding({ proposed: [poison] });
    await until(
      () => asked,
      (
        before => (now: number) =>
          now > before + 2
      )(asked),
    );
    tally.poisoned = false;
    await running.pop()!.stop();
    start();
    await until(
      () => asked,
      (
        before => (now: number) =>
          now > before + 4
      )(asked),
    );
    expect(await state()).toMatchObject({ position: '7', failure: { at: { event: poison } } });
    await expect(progress.waitFor('tally', '8', 10_000)).rejects.toMatchObject({ code: 'projection-behind' });

    decided = NOTHING_DECIDED;
    await atHead();
    expect(await tallied(pool)).toEqual(await logged(store));
  });

  test('is passed over once it is decided, and whenever the projection begins anew', async () => {
    start();
    await until(state, failed);
    decided = deciding({ passed: [poison] });
    await atHead();
    expect(await tallied(pool)).toEqual(await whole());
    expect(await state()).toEqual({ name: 'tally', position: await store.head(), status: 'running' });

    // The decision is in the log before the projection comes to the event, and a fixed program could apply it.
    await running.pop()!.stop();
    await pool.query("update checkpoints set position = null where projection = 'tally'");
    [tally, progress] = [new Tally(), new Progress(pool)];
    tally.poisoned = false;
    start();
    await atHead();
    expect((await tallied(pool)).slice(10)).toEqual(await whole());
  });

  test('is passed over as soon as somebody tells that it is decided, from whatever process', async () => {
    const never = 2 ** 31 - 1;
    start(never);
    await until(state, failed);
    decided = deciding({ proposed: [poison] });
    const before = asked;
    tellDecided(pool, ['tally']);
    await until(
      () => asked,
      now => now > before,
    );
    decided = deciding({ passed: [poison] });
    tellDecided(pool, ['another', 'tally']);
    await atHead();
    expect(await tallied(pool)).toEqual(await whole());
  });

  test('is passed over also where the program cannot read it', async () => {
    const [unknown] = await note(store, 1, 'FromTheFuture');
    await note(store, 2);
    tally.poisoned = false;
    start();
    await until(state, failed);
    decided = deciding({ passed: [unknown!] });
    await atHead();
    expect(await tallied(pool)).toEqual((await logged(store)).filter(event => event !== unknown));
  });
});

describe('between a worker and an approval', () => {
  let root: Pool;
  beforeEach(() => void (root = createPool(database.superUrl, 'root')));
  afterEach(() => root.end());
  /** How many wait for a row that another holds. */
  const locks = async (): Promise<number> => {
    const { rows } = await root.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0]!.n;
  };

  test('who does not know at which event the projection stands is fenced', async () => {
    start();
    await until(state, failed);
    await running.pop()!.stop();
    await expect(moveCheckpoint(pool, 'tally', { from: '7', to: '8' })).rejects.toThrow(Fenced);
    await moveCheckpoint(pool, 'tally', { from: '7', to: '8', standsAt: poison });
  });

  test('an approval waits for the worker that applies the event, and finds that it does not stand', async () => {
    start();
    await until(state, failed);
    const apply = tally.apply.bind(tally);
    let found: Promise<unknown[]> | undefined;
    tally.apply = async (events, tx) => {
      await apply(events, tx);
      if (found) return;
      found = whileHeld(pool, ['tally'], states => Promise.resolve(states.map(({ failure }) => failure)));
      await until(locks, n => n > 0);
    };
    tally.poisoned = false;
    await until(() => found, Boolean);
    expect(await found).toEqual([undefined]);
    await atHead();
    expect(await tallied(pool)).toEqual(await logged(store));
  });

  test('a worker waits for an approval, and does not apply what was approved meanwhile', async () => {
    start();
    await until(state, failed);
    tally.poisoned = false;
    await whileHeld(pool, ['tally'], async ([standing]) => {
      expect(standing!.failure).toMatchObject({ at: { event: poison } });
      await until(locks, n => n > 0);
      decided = deciding({ passed: [poison] });
    });
    await atHead();
    expect(await tallied(pool)).toEqual(await whole());
  });
});

describe('a rebuild', () => {
  const rebuilt = (options = {}): Promise<number> =>
    rebuild({ store, read, ownerUrl: database.ownerUrl, projection: tally, decisions, ...options });

  beforeEach(async () => {
    start();
    await until(state, failed);
  });

  test('passes over what was decided, to the head of the log', async () => {
    decided = deciding({ passed: [poison] });
    await rebuilt();
    expect(await tallied(pool)).toEqual(await whole());
    expect((await state()).position).toBe(await store.head());
  });

  test.each<[string, () => PassingDecisions]>([
    ['officers decide', () => deciding({ proposed: [poison] })],
    ['officers decided meanwhile', () => deciding({ passed: [poison] })],
  ])('that gets past the event leaves all as it is where %s', async (_what, then) => {
    tally.poisoned = false;
    const before = await tallied(pool);
    // The running worker goes on with what it knows: it is stopped, as it would apply the event now.
    await running.pop()!.stop();
    const progressed = (): void => void (decided = then());
    await expect(rebuilt({ progress: progressed })).rejects.toThrow(RebuildStopped);
    expect(await tallied(pool)).toEqual(before);
  });
});
