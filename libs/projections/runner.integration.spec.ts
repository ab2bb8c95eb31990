import { join } from 'node:path';
import type { Pool, PoolClient } from 'pg';
import { createPool, Leases, type LeaseOptions } from '#libs/database';
import type { EventRecord, Position } from '#libs/event-store';
import { DomainError } from '#libs/kernel';
import { Child } from '../../test/setup/child';
import type { TestDatabase } from '../../test/setup/database';
import { until } from '../../test/setup/until';
import { PostgresEventStore } from '#libs/event-store/postgres';
import { moveCheckpoint, projectionState } from './checkpoint';
import { Progress } from './progress';
import { ProjectionRunner, type RunnerOptions } from './runner';
import { freshTally, logged, note, read, Tally, tallied } from './testing/tally';
import type { RunnerQuestion } from './testing/runner-process';
import type { ProjectedEvent, Projection, ProjectionState } from './types';

const QUICK: RunnerOptions = {
  backOffMs: 1,
  maxBackOffMs: 20,
  retryFailedMs: 50,
};

let database: TestDatabase;
let pool: Pool;
let store: PostgresEventStore;
let progress: Progress;
let running: ProjectionRunner[];

beforeEach(async () => {
  database = await freshTally();
  pool = createPool(database.serviceUrl, 'test');
  store = await PostgresEventStore.open({ url: database.serviceUrl });
  progress = new Progress(pool);
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map(runner => runner.stop()));
  await store.close();
  await pool.end();
  await database.drop();
});

function start(
  projections: readonly Projection[],
  options: RunnerOptions = QUICK,
  lease: LeaseOptions = { ttlMs: 1_000, askMs: 50 },
): ProjectionRunner {
  const leases = new Leases(pool, lease);
  const runner = new ProjectionRunner(pool, store, read, projections, progress, { leases, ...options });
  running.push(runner);
  runner.start();
  return runner;
}

async function head(): Promise<Position> {
  return (await store.head())!;
}

async function code(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : error),
  );
}

const state = (name = 'tally'): Promise<ProjectionState> => projectionState(pool, name);
const failed = (answer: ProjectionState): boolean => answer.status === 'failed';
const runs = (answer: ProjectionState): boolean => answer.status === 'running';

describe('a projection', () => {
  test('applies every event once, in the order of the log, and goes on from its checkpoint', async () => {
    await note(store, 250);
    const first = start([new Tally()], { ...QUICK, batchSize: 100 });
    await progress.waitFor('tally', await head(), 10_000);
    await first.stop();
    await note(store, 30);

    start([new Tally()], { ...QUICK, batchSize: 100 });
    await progress.waitFor('tally', await head(), 10_000);
    expect(await tallied(pool)).toEqual(await logged(store));
    expect(await state()).toEqual({ name: 'tally', position: await head(), status: 'running' });
  });

  test('stops visibly at an event that it cannot apply, says which without its values, and recovers', async () => {
    const before = await note(store, 37);
    const [poison] = await note(store, 1, 'Poison');
    await note(store, 5);
    const [tally, other] = [new Tally(), new Tally('other')];
    other.poisoned = false;
    start([tally, other]);

    const stopped = await until(state, failed);
    expect(stopped).toEqual({
      name: 'tally',
      status: 'failed',
      position: '37',
      failure: { at: { event: poison, type: 'Poison', position: '38' }, error: 'RangeError' },
    });
    expect((await tallied(pool)).sort()).toEqual([...before].sort());
    expect(await code(progress.waitFor('tally', '37', 0))).toBe('done');
    expect(await code(progress.waitFor('tally', '38', 10_000))).toBe('projection-behind');
    await progress.waitFor('other', await head(), 10_000);

    tally.poisoned = false;
    await until(state, runs);
    await progress.waitFor('tally', await head(), 10_000);
    expect(await tallied(pool)).toEqual(await logged(store));
  });

  test('stops visibly at an event type that this program does not know', async () => {
    await note(store, 3);
    const [unknown] = await note(store, 1, 'FromTheFuture');
    start([new Tally()]);
    const stopped = await until(state, failed);
    expect(stopped.failure).toMatchObject({
      at: { event: unknown, type: 'FromTheFuture' },
      error: 'UnknownEventType',
    });
    expect(stopped.position).toBe('3');
  });

  test('takes a lost database for an outage, not for an event at fault', async () => {
    const troubles: string[] = [];
    await note(store, 20);
    const tally = new Tally();
    const root = createPool(database.superUrl, 'root');
    let cuts = 4;
    const cut: Projection = {
      name: 'tally',
      tables: ['tally'],
      apply: async (events, tx) => {
        await tally.apply(events, tx);
        if (cuts-- <= 0) return;
        const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
        await root.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
        await tx.query('select 1');
      },
    };
    start([cut], {
      ...QUICK,
      triesBeforeSearch: 2,
      hooks: { troubled: ({ error }) => troubles.push(error) },
    });
    await progress.waitFor('tally', await head(), 10_000);
    await root.end();
    expect(troubles).toHaveLength(4);
    expect(await tallied(pool)).toEqual(await logged(store));
  });

  test('starts anew from the checkpoint when another writer has moved it', async () => {
    await note(store, 10);
    let meddled = false;
    const tally = new Tally();
    start([
      {
        name: 'tally',
        tables: ['tally'],
        prepare: async () => {
          if (meddled) return;
          meddled = true;
          await moveCheckpoint(pool, 'tally', { from: null, to: '4' });
        },
        apply: (events, tx) => tally.apply(events, tx),
      },
    ]);
    await progress.waitFor('tally', await head(), 10_000);
    expect(await tallied(pool)).toEqual((await logged(store)).slice(4));
  });
});

describe('a projection that few events concern', () => {
  /** Notes what it is concerned with, and how often it opened a transaction. */
  class Choosy extends Tally {
    transactions = 0;

    concerns({ type }: EventRecord): boolean {
      return type === 'Poison';
    }

    override apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
      this.transactions += 1;
      return super.apply(events, tx);
    }
  }

  test('is given those only, and moves past the others without a transaction, for all to see', async () => {
    const choosy = new Choosy();
    choosy.poisoned = false;
    start([choosy], { ...QUICK, batchSize: 5 });
    await note(store, 40);
    const [mine] = await note(store, 1, 'Poison');
    await note(store, 40);
    await progress.waitFor('tally', await head(), 10_000);
    await new Progress(pool).waitFor('tally', await head(), 10_000);
    expect(await tallied(pool)).toEqual([mine]);
    expect(choosy.transactions).toBe(1);
    expect(await state()).toMatchObject({ position: await head(), status: 'running' });
  });

  test('writes how far it is without waiting for the disk, as one that all concern (ADR 0017)', async () => {
    const owner = createPool(database.ownerUrl, 'test');
    await owner.query(`
      create table waits (projection text, setting text);
      grant insert on waits to ${database.serviceRole};
      create function note_wait() returns trigger language plpgsql as $$ begin
        insert into waits values (new.projection, current_setting('synchronous_commit'));
        return new;
      end $$;
      create trigger waits after update on checkpoints for each row execute function note_wait()`);
    start([new Choosy(), new Tally('other')]);
    await note(store, 40);
    for (const name of ['tally', 'other']) await new Progress(pool).waitFor(name, await head(), 10_000);
    const { rows } = await owner.query('select distinct projection, setting from waits order by projection');
    expect(rows).toEqual(['other', 'tally'].map(projection => ({ projection, setting: 'off' })));
    await owner.end();
  });

  test('fails at one of its own like any other', async () => {
    start([new Choosy()]);
    await note(store, 3);
    const [poison] = await note(store, 1, 'Poison');
    expect(await until(state, failed)).toMatchObject({ position: '3', failure: { at: { event: poison } } });
  });
});

describe('among processes', () => {
  const children: Child[] = [];
  const script = join(__dirname, 'testing/runner-process.ts');

  function child(): { child: Child; has: (until: RunnerQuestion['until']) => Promise<void> } {
    const one = Child.start(script);
    children.push(one);
    return { child: one, has: until => one.ask({ url: database.serviceUrl, until }) };
  }

  afterEach(async () => {
    for (const one of children) one.signal('SIGCONT');
    await Promise.all(children.splice(0).map(one => one.stop()));
  });

  test('one at a time runs the projections, and another takes over within 10 s of its death', async () => {
    const first = child();
    await first.has('active');
    const second = child();
    const turn = second.has('active');
    await note(store, 200);
    await until(state, ({ position }) => position !== null);
    first.child.signal('SIGKILL');
    const killed = Date.now();
    await note(store, 200);
    await turn;
    expect(Date.now() - killed).toBeLessThan(10_000);
    await progress.waitFor('tally', await head(), 10_000);
    expect(await tallied(pool)).toEqual(await logged(store));
  });

  test('one that froze inside a transaction neither holds up its successor nor writes when it wakes', async () => {
    await note(store, 120);
    const frozen = child();
    await frozen.has('inside');
    frozen.child.signal('SIGSTOP');
    const stopped = Date.now();

    start([new Tally()], QUICK, {});
    await progress.waitFor('tally', await head(), 15_000);
    expect(Date.now() - stopped).toBeLessThan(10_000);
    frozen.child.signal('SIGCONT');
    await frozen.has('idle');
    await note(store, 30);
    await progress.waitFor('tally', await head(), 10_000);
    expect(await tallied(pool)).toEqual(await logged(store));
  });
});

describe('read your writes', () => {
  test('waits for a projection of another process, too', async () => {
    start([new Tally()]);
    const elsewhere = new Progress(pool);
    for (let i = 0; i < 5; i++) {
      const [id] = await note(store, 1);
      await elsewhere.waitFor('tally', await head(), 10_000);
      expect(await tallied(pool)).toContain(id);
    }
  });

  test('ends the pause of a busy log in another process, too', async () => {
    start([new Tally()], { ...QUICK, lingerMs: 60_000 });
    const elsewhere = new Progress(pool);
    for (let i = 0; i < 2; i++) {
      await note(store, 20);
      await elsewhere.waitFor('tally', await head(), 20_000);
    }
    expect(await tallied(pool)).toEqual(await logged(store));
  });

  test('asks anew once the database may have taken back what was projected last', async () => {
    await note(store, 3);
    const runner = start([new Tally()]);
    const reading = createPool(database.serviceUrl, 'reader', { max: 1 });
    const elsewhere = new Progress(reading);
    await elsewhere.waitFor('tally', await head(), 10_000);
    await runner.stop();

    // As a crash leaves it: connections gone, the last transactions too.
    await pool.query("update checkpoints set position = null where projection = 'tally'");
    const gone = new Promise(resolve => reading.once('remove', resolve));
    await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'inzage reader' and datname = current_database()`,
    );
    await gone;
    expect(await code(elsewhere.waitFor('tally', await head(), 150))).toBe('projection-behind');
    await reading.end();
  });

  test('is bounded: a projection that nobody runs is behind', async () => {
    await note(store, 1);
    const began = Date.now();
    expect(await code(progress.waitFor('tally', await head(), 150))).toBe('projection-behind');
    expect(Date.now() - began).toBeLessThan(2_000);
  });

  test('does not wait for one that has failed, wherever it runs', async () => {
    const [poison] = await note(store, 1, 'Poison');
    const tally = new Tally();
    start([tally]);
    await until(state, failed);
    const elsewhere = new Progress(pool);
    const began = Date.now();
    expect(await code(elsewhere.waitFor('tally', await head(), 30_000))).toBe('projection-behind');
    expect(Date.now() - began).toBeLessThan(2_000);

    tally.poisoned = false;
    await until(state, runs);
    await elsewhere.waitFor('tally', await head(), 10_000);
    expect(await tallied(pool)).toEqual([poison]);
  });
});
