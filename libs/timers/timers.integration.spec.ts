import type { Pool } from 'pg';
import { createPool, Leases } from '#libs/database';
import type { EventRecord } from '#libs/event-store';
import { randomId } from '#libs/kernel';
import { type ProjectedEvent } from '#libs/projections';
import { newSecrets } from '#libs/vault';
import { PostgresVault } from '#libs/vault/postgres';
import { TestClock } from '../../test/setup/core';
import { until } from '../../test/setup/until';
import { migratedDatabase, type TestDatabase } from '../../test/setup/database';
import {
  bringForward,
  cancel,
  schedule,
  sweepStates,
  timerStates,
  TimersProjection,
  TimerTable,
  type DueTimer,
  type Sweep,
  type TimerFunctions,
  type TimerHandler,
} from '.';
import { TimerWorker } from './postgres';

interface MatterEvents {
  MatterOpened: { readonly matter: string; readonly endsAt: string };
  MatterClosed: { readonly matter: string };
  MatterAnswered: { readonly matter: string };
  MatterMoved: { readonly matter: string; readonly endsAt: string };
}

const matterTimers: TimerFunctions<MatterEvents> = {
  MatterOpened: ({ matter, endsAt }) => [
    schedule('matter/end', matter, new Date(endsAt), { reason: 'latest-date' }),
  ],
  MatterClosed: ({ matter }) => [cancel('matter/end', matter)],
  MatterMoved: ({ matter, endsAt }, { time }) => [
    bringForward('matter/end', matter, new Date(endsAt), new Date(time)),
  ],
};

const START = new Date('2026-11-24T09:00:00Z');
const HOUR = 3_600_000;

let database: TestDatabase;
let pool: Pool;
let vault: PostgresVault;
let clock: TestClock;
const running: TimerWorker[] = [];

beforeAll(async () => {
  database = await migratedDatabase();
  pool = createPool(database.serviceUrl, 'test');
  const logId = randomId();
  vault = await PostgresVault.open({
    keyringUrl: database.keyringUrl,
    logId,
    logIsEmpty: true,
    secrets: newSecrets(logId),
  });
});
beforeEach(async () => {
  clock = new TestClock(START);
  await pool.query('delete from timers; delete from sweeps');
});
afterEach(async () => {
  for (const worker of running.splice(0)) await worker.stop();
});
afterAll(async () => {
  await vault.close();
  await pool.end();
  await database.drop();
});

/** The projection's work on these events, in one batch. */
async function happen(...events: [type: keyof MatterEvents, data: object][]): Promise<void> {
  const projection = new TimersProjection(new TimerTable(matterTimers));
  const tx = await pool.connect();
  const time = clock.now().toISOString();
  const projected = events.map(([type, data]) => ({ record: { type, data, time } as EventRecord }));
  await projection.apply(projected as ProjectedEvent[], tx);
  tx.release();
}

function work(handlers: Record<string, TimerHandler>, sweeps: Sweep[] = []): TimerWorker {
  const options = { pollMs: 5, leases: new Leases(pool, { ttlMs: 500, askMs: 10 }) };
  const worker = new TimerWorker(pool, clock, vault, handlers, sweeps, options);
  running.push(worker);
  worker.start();
  return worker;
}

/** Handles by noting; a test awaits the next call. */
function noting(act: (timer: DueTimer) => Promise<Date | void> = async () => undefined) {
  const calls: DueTimer[] = [];
  let called = (): void => undefined;
  return {
    calls,
    reached: async (count: number): Promise<void> => {
      while (calls.length < count) await new Promise<void>(resolve => (called = resolve));
    },
    handler: async (timer: DueTimer): Promise<Date | void> => {
      calls.push(timer);
      called();
      return act(timer);
    },
  };
}

const states = () => timerStates(pool, clock.now());
const count = async (): Promise<number> => (await pool.query('select 1 from timers')).rows.length;

const later = (hours: number): string => new Date(START.getTime() + hours * HOUR).toISOString();

test('a timer fires when the injected clock says so, with what it was given, and is gone', async () => {
  await happen(
    ['MatterOpened', { matter: 'a', endsAt: later(2) }],
    ['MatterOpened', { matter: 'b', endsAt: later(1) }],
  );
  const { handler, calls, reached } = noting();
  work({ 'matter/end': handler });
  clock.pass(HOUR);
  await reached(1);
  expect(calls[0]).toMatchObject({ key: 'b', payload: { reason: 'latest-date' } });
  expect(await timerStates(pool, clock.now())).toMatchObject([{ waiting: 1 }]);
  clock.pass(HOUR);
  await reached(2);
  await until(count, rows => rows === 0);
  expect(calls.map(({ key }) => key)).toEqual(['b', 'a']);
});

test('the last event of a batch has the last word: moved, cancelled, set again', async () => {
  await happen(
    ['MatterOpened', { matter: 'moved', endsAt: later(1) }],
    ['MatterOpened', { matter: 'moved', endsAt: later(3) }],
    ['MatterOpened', { matter: 'cancelled', endsAt: later(1) }],
    ['MatterClosed', { matter: 'cancelled' }],
    ['MatterClosed', { matter: 'again' }],
    ['MatterOpened', { matter: 'again', endsAt: later(2) }],
    ['MatterAnswered', { matter: 'again' }],
  );
  const { rows } = await pool.query<{ key: string; due: Date }>('select key, due from timers order by key');
  expect(rows.map(({ key, due }) => [key, due.toISOString()])).toEqual([
    ['again', later(2)],
    ['moved', later(3)],
  ]);
});

test('a timer goes on to the time that its handler answers, as another command, and is gone after the last', async () => {
  await happen(['MatterOpened', { matter: 'a', endsAt: later(1) }]);
  const { handler, calls, reached } = noting(async ({ due }) =>
    due.toISOString() === later(1) ? new Date(later(5)) : undefined,
  );
  work({ 'matter/end': handler });
  clock.pass(HOUR);
  await reached(1);
  await until(states, ([first]) => first?.waiting === 1);
  clock.pass(4 * HOUR);
  await reached(2);
  await until(count, rows => rows === 0);
  expect(calls.map(({ due }) => due.toISOString())).toEqual([later(1), later(5)]);
  expect(new Set(calls.map(({ context }) => context.commandId)).size).toBe(2);
});

test('a failed timer fires again with the same command, and its failure shows until it is done', async () => {
  await happen(['MatterOpened', { matter: 'a', endsAt: later(0) }]);
  let fails = true;
  const { handler, calls, reached } = noting(async () => {
    if (fails) throw Object.assign(new RangeError('Jan Peeters'), { code: 'odd' });
  });
  work({ 'matter/end': handler });
  await until(states, ([first]) => first?.failing === 1);
  expect((await pool.query('select error, failures from timers')).rows).toEqual([
    { error: 'RangeError odd', failures: 1 },
  ]);
  fails = false;
  await reached(2);
  await until(count, rows => rows === 0);
  expect(calls[1]!.context).toEqual(calls[0]!.context);
  expect(calls[0]!.context).toMatchObject({ actor: { role: 'system' }, dryRun: false });
});

test('a timer that is moved while it fires stays for its new time, with another command', async () => {
  await happen(['MatterOpened', { matter: 'a', endsAt: later(0) }]);
  const { handler, calls, reached } = noting(async () => {
    if (calls.length === 1) await happen(['MatterOpened', { matter: 'a', endsAt: later(1) }]);
  });
  work({ 'matter/end': handler });
  await reached(1);
  clock.pass(HOUR);
  await reached(2);
  await until(count, rows => rows === 0);
  expect(calls[1]!.context.commandId).not.toBe(calls[0]!.context.commandId);
});

test('a timer that is brought forward is due sooner and never later, in one batch and in several', async () => {
  const due = async (): Promise<string> =>
    (await pool.query<{ due: Date }>('select due from timers')).rows[0]!.due.toISOString();
  await happen(['MatterMoved', { matter: 'a', endsAt: later(3) }]);
  expect(await due()).toBe(later(3));
  await happen(
    ['MatterMoved', { matter: 'a', endsAt: later(1) }],
    ['MatterMoved', { matter: 'a', endsAt: later(2) }],
  );
  expect(await due()).toBe(later(1));
  await happen(['MatterMoved', { matter: 'a', endsAt: later(4) }]);
  expect(await due()).toBe(later(1));
  await happen(['MatterClosed', { matter: 'a' }], ['MatterMoved', { matter: 'a', endsAt: later(5) }]);
  expect(await due()).toBe(later(5));
});

test('a timer that was due before the event is set again by it, in one batch and in several', async () => {
  const due = async (): Promise<string> =>
    (await pool.query<{ due: Date }>('select due from timers')).rows[0]!.due.toISOString();
  const sooner = new Date(Date.parse(later(1)) - 1).toISOString();
  await happen(['MatterOpened', { matter: 'a', endsAt: later(1) }]);
  clock.pass(2 * HOUR);
  await happen(['MatterMoved', { matter: 'a', endsAt: later(4) }]);
  expect(await due()).toBe(sooner);
  const [opened, moved] = [later(1), later(4)];
  await happen(
    ['MatterOpened', { matter: 'a', endsAt: opened }],
    ['MatterMoved', { matter: 'a', endsAt: moved }],
  );
  expect(await due()).toBe(sooner);
});

test('a timer that is set again while it fires stays, also where it is due sooner already', async () => {
  await happen(['MatterOpened', { matter: 'a', endsAt: later(0) }]);
  const { handler, calls, reached } = noting(async () => {
    if (calls.length === 1) await happen(['MatterMoved', { matter: 'a', endsAt: later(9) }]);
  });
  work({ 'matter/end': handler });
  await reached(2);
  await until(count, rows => rows === 0);
});

test('a timer of a feature that this program does not have stays', async () => {
  await happen(['MatterOpened', { matter: 'a', endsAt: later(0) }]);
  work({});
  await until(states, ([first]) => first?.failing === 1);
  expect(await count()).toBe(1);
});

test('of two workers one fires, and the other takes over when it stops', async () => {
  const [one, two] = [noting(), noting()];
  const first = work({ 'matter/end': one.handler });
  await happen(['MatterOpened', { matter: 'a', endsAt: later(0) }]);
  await one.reached(1);
  work({ 'matter/end': two.handler });
  await first.stop();
  await happen(['MatterOpened', { matter: 'b', endsAt: later(0) }]);
  await two.reached(1);
  expect([one.calls.length, two.calls.length]).toEqual([1, 1]);
});

test('what is set anew to when it is due anyway costs no row', async () => {
  const moved = (hours: number) => happen(['MatterMoved', { matter: 'a', endsAt: later(hours) }]);
  const row = async () =>
    (await pool.query<{ xmin: string; due: Date }>('select xmin, due from timers')).rows;
  await moved(2);
  const before = await row();
  await moved(2);
  await moved(3);
  expect(await row()).toEqual(before);
  await moved(1);
  expect(await row()).toMatchObject([{ due: new Date(later(1)) }]);
});

test('what a sweep answers is given to its next run, in another process too; a failed run leaves it', async () => {
  const seen: unknown[] = [];
  let wake = (): void => undefined;
  const sweep: Sweep = {
    name: 'counting',
    everyMs: 1,
    run: async mark => {
      seen.push(mark);
      wake();
      if (seen.length === 2) throw new Error('once');
      return { run: seen.length };
    },
  };
  const runs = async (count: number): Promise<void> => {
    while (seen.length < count) await new Promise<void>(resolve => (wake = resolve));
  };
  const first = work({}, [sweep]);
  await runs(2);
  await until(
    () => sweepStates(pool),
    ([first]) => first?.failures === 0 && seen.length >= 3,
  );
  await first.stop();
  const before = seen.length;
  work({}, [sweep]);
  await runs(before + 1);
  expect(seen.slice(0, 3)).toEqual([null, { run: 1 }, { run: 1 }]);
  expect(seen[before]).toEqual({ run: before });
});

test('two features must not set timers by one event', () => {
  expect(() => new TimerTable(matterTimers, matterTimers)).toThrow(/MatterOpened/);
});

test('a command follows from name, key and time alone', async () => {
  const one = noting();
  await happen(['MatterOpened', { matter: randomId(), endsAt: later(0) }]);
  work({ 'matter/end': one.handler });
  await one.reached(1);
  const { key, name, due, context } = one.calls[0]!;
  expect(context.commandId).toBe(vault.idFrom(key, `timer:${name}:${due.toISOString()}`));
});
