import type { ClientBase, Pool } from 'pg';
import type { Json } from '#libs/kernel';
import type { Timer, TimerChange } from './types';

const INTO = `on conflict (name, key) do update
    set due = excluded.due, payload = excluded.payload, failures = 0, retry_at = null, error = null
  where (timers.due, timers.payload, timers.failures) is distinct from (excluded.due, excluded.payload, 0)`;
const SET = {
  schedule: `insert into timers (name, key, due, payload)
    select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::jsonb[]) ${INTO}`,
  'bring-forward': `insert into timers (name, key, due, payload)
    select c.name, c.key,
           least(c.due, case when t.due <= c.at then t.due - interval '1 millisecond' else t.due end), c.payload
      from unnest($1::text[], $2::text[], $3::timestamptz[], $4::jsonb[], $5::timestamptz[]) as c(name, key, due, payload, at)
      left join timers t on t.name = c.name and t.key = c.key ${INTO}`,
} as const;

type SetTimer = Exclude<TimerChange, { op: 'cancel' }>;

/**
 * Carries out changes, at most one for each timer. A timer that is moved begins anew: earlier failures are forgotten. One that is
 * due already when it was due anyway costs no row: so do most corrections of somebody who corrected before.
 */
export async function writeChanges(tx: ClientBase, changes: readonly TimerChange[]): Promise<void> {
  const gone = changes.filter(change => change.op === 'cancel');
  for (const op of ['schedule', 'bring-forward'] as const) {
    const timers = changes.filter((change): change is SetTimer => change.op === op);
    if (timers.length === 0) continue;
    await tx.query({
      name: `timers-${op}`,
      text: SET[op],
      values: [
        timers.map(({ name }) => name),
        timers.map(({ key }) => key),
        timers.map(({ due }) => due),
        timers.map(({ payload }) => JSON.stringify(payload)),
        ...(op === 'bring-forward' ? [timers.map(change => 'at' in change && change.at)] : []),
      ],
    });
  }
  if (gone.length > 0)
    await tx.query({
      name: 'timers-cancel',
      text: `delete from timers t using unnest($1::text[], $2::text[]) as c(name, key)
        where t.name = c.name and t.key = c.key`,
      values: [gone.map(({ name }) => name), gone.map(({ key }) => key)],
    });
}

/** Timers that are due by `now` and do not wait after a failure, the longest due first. */
export async function dueTimers(db: Pool, now: Date, limit: number): Promise<Timer[]> {
  const { rows } = await db.query<Timer>({
    name: 'timers-due',
    text: `select name, key, due, payload from timers
      where due <= $1 and (retry_at is null or retry_at <= clock_timestamp()) order by due, name, key limit $2`,
    values: [now, limit],
  });
  return rows;
}

/** Takes a fired timer away, unless it was moved meanwhile. */
export async function takeAway(db: Pool, { name, key, due }: Timer): Promise<void> {
  await db.query({
    name: 'timers-fired',
    text: 'delete from timers where name = $1 and key = $2 and due = $3',
    values: [name, key, due],
  });
}

/** Moves a fired timer to its next time, unless an event moved or ended it meanwhile. */
export async function moveOn(db: Pool, { name, key, due }: Timer, again: Date): Promise<void> {
  await db.query({
    name: 'timers-again',
    text: `update timers set due = $4, failures = 0, retry_at = null, error = null
      where name = $1 and key = $2 and due = $3`,
    values: [name, key, due, again],
  });
}

/** Notes a failure; the next try waits 1 s, 2 s, 4 s … up to 5 min. @returns failures in a row */
export async function postpone(db: Pool, { name, key, due }: Timer, error: string): Promise<number> {
  const { rows } = await db.query<{ failures: number }>({
    text: `update timers set failures = failures + 1, error = $4,
        retry_at = clock_timestamp() + make_interval(secs => least(300, power(2, least(failures, 10))))
      where name = $1 and key = $2 and due = $3 returning failures`,
    values: [name, key, due, error],
  });
  return rows[0]?.failures ?? 1;
}

/** What an operator sees of the timers of a name. */
export interface TimerState {
  readonly name: string;
  readonly waiting: number;
  /** Due and not done. */
  readonly overdue: number;
  /** Failed at least once and not done. */
  readonly failing: number;
}

export async function timerStates(db: Pool, now: Date): Promise<TimerState[]> {
  const { rows } = await db.query<TimerState>(
    `select name, (count(*) filter (where due > $1))::int as waiting, (count(*) filter (where due <= $1))::int as overdue,
        (count(*) filter (where failures > 0))::int as failing
      from timers group by name order by name`,
    [now],
  );
  return rows;
}

export interface SweepState {
  readonly name: string;
  readonly mark: Json | null;
  /** When this was written: a run that changes nothing writes nothing. */
  readonly ranAt: Date;
  /** In a row. */
  readonly failures: number;
  readonly error: string | null;
}

export async function sweepStates(db: Pool): Promise<SweepState[]> {
  const { rows } = await db.query<SweepState>(
    'select name, mark, ran_at as "ranAt", failures, error from sweeps order by name',
  );
  return rows;
}

/** Notes how a run of a sweep went. A failed one leaves the mark where it was. @returns failures in a row */
export async function noteSweep(
  db: Pool,
  name: string,
  went: { readonly mark: Json | null } | { readonly error: string },
): Promise<number> {
  const failed = 'error' in went;
  const { rows } = await db.query<{ failures: number }>(
    `insert into sweeps as s (name, mark, ran_at, failures, error) values ($1, $2, clock_timestamp(), $3, $4)
      on conflict (name) do update set mark = case when $3 = 0 then excluded.mark else s.mark end,
        ran_at = excluded.ran_at, failures = case when $3 = 0 then 0 else s.failures + 1 end, error = excluded.error
      returning failures`,
    [
      name,
      failed || went.mark === null ? null : JSON.stringify(went.mark),
      failed ? 1 : 0,
      failed ? went.error : null,
    ],
  );
  return rows[0]!.failures;
}
