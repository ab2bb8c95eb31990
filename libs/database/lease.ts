import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from './migrate';
import { pause } from './pause';

export class Leases1767225600050 implements MigrationInterface {
  readonly name = 'Leases1767225600050';
  async up(q: QueryRunner): Promise<void> {
    await q.query(
      'create table leases (name text primary key, holder uuid not null, until timestamptz not null)',
    );
    await grant(q, 'SELECT, INSERT, UPDATE', 'leases');
  }
  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table leases');
  }
}

export const leaseMigrations = [Leases1767225600050];

export interface LeaseOptions {
  /** How long a holder that says nothing more is still taken for alive. */
  readonly ttlMs?: number;
  /** How often who does not hold it asks. */
  readonly askMs?: number;
}

/** Of a process of the service: another takes over within the sum of both, after a death without goodbye. */
export const LEASE = { ttlMs: 5_000, askMs: 1_000 } as const satisfies LeaseOptions;

/** A lease that is held. */
interface Held {
  readonly lost: AbortController;
  expiry: NodeJS.Timeout;
}

/**
 * Work that one process at a time does, among all on a database, by the name of the work. The database's clock counts.
 * A holder renews in thirds of the time to live, all that it holds at once, and stops the work when it could not; who waits
 * takes over within `ttlMs + askMs` of a holder's death, at once after its goodbye.
 *
 * A lease is no fence: a holder that froze may wake and still write once. Its writes must compare and set.
 */
export class Leases {
  readonly holder = randomUUID();
  private readonly ttlMs: number;
  private readonly askMs: number;
  /** Those that this process asks for or holds. */
  private readonly asked = new Set<string>();
  private readonly held = new Map<string, Held>();
  private renewals: NodeJS.Timeout | undefined;
  private renewing: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    options: LeaseOptions = {},
  ) {
    this.ttlMs = options.ttlMs ?? LEASE.ttlMs;
    this.askMs = options.askMs ?? LEASE.askMs;
  }

  /** Does the work whenever the lease is held, again and again, until the signal aborts. `work` ends when its signal does. */
  async hold(name: string, signal: AbortSignal, work: (held: AbortSignal) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      // The database cannot tell two of one holder apart.
      if (!this.asked.has(name)) {
        this.asked.add(name);
        await this.once(name, signal, work).finally(() => this.asked.delete(name));
      }
      await pause(this.askMs, signal);
    }
  }

  private async once(
    name: string,
    signal: AbortSignal,
    work: (held: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const asked = performance.now();
    if (!(await this.take(name).catch(() => false))) return;
    const lost = this.holds(name, asked);
    try {
      await work(AbortSignal.any([lost, signal]));
    } finally {
      await this.giveUp(name);
    }
  }

  /** Takes a lease; false when another holds it. */
  private async take(name: string): Promise<boolean> {
    const taken = await this.pool.query(
      `insert into leases as l values ($1, $2, clock_timestamp() + make_interval(secs => $3))
       on conflict (name) do update set holder = excluded.holder, until = excluded.until
       where l.holder = excluded.holder or l.until < clock_timestamp()`,
      [name, this.holder, this.ttlMs / 1000],
    );
    return taken.rowCount === 1;
  }

  /** @param asked when it was asked for, on the clock of `performance` @returns what tells that it is lost */
  private holds(name: string, asked: number): AbortSignal {
    const lost = new AbortController();
    this.held.set(name, { lost, expiry: this.expire(lost, asked) });
    this.renewals ??= setInterval(() => {
      this.renewing ??= this.renew().finally(() => (this.renewing = undefined));
    }, this.ttlMs / 3);
    return lost.signal;
  }

  private expire(lost: AbortController, asked: number): NodeJS.Timeout {
    return setTimeout(() => lost.abort(), Math.max(asked + this.ttlMs - performance.now(), 0));
  }

  /** Renews what is held. What another holds by now is lost; without an answer, all is when its time is over. */
  private async renew(): Promise<void> {
    const asked = performance.now();
    const renewing = [...this.held];
    const kept = await this.keep(renewing.map(([name]) => name)).catch(() => undefined);
    for (const [name, held] of kept ? renewing : []) {
      // Given up meanwhile, and perhaps taken anew.
      if (this.held.get(name) !== held) continue;
      if (!kept!.has(name)) held.lost.abort();
      clearTimeout(held.expiry);
      held.expiry = this.expire(held.lost, asked);
    }
  }

  /**
   * Those that this process still holds. The commit does not wait for the disk: a crash of the database that takes a renewal
   * back lets another begin earlier, and that one's writes compare and set as those of a holder that froze.
   */
  private async keep(names: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ name: string }>({
      name: 'leases-keep',
      text: `update leases set until = now() + make_interval(secs => $3)
        from (select set_config('synchronous_commit', 'off', true)) as no_wait
        where name = any($1) and holder = $2 returning name`,
      values: [names, this.holder, this.ttlMs / 1000],
    });
    return new Set(rows.map(({ name }) => name));
  }

  /** After a renewal that is under way: it must not come later. */
  private async giveUp(name: string): Promise<void> {
    clearTimeout(this.held.get(name)?.expiry);
    this.held.delete(name);
    if (this.held.size === 0) {
      clearInterval(this.renewals);
      this.renewals = undefined;
    }
    await this.renewing;
    await this.pool
      .query('update leases set until = clock_timestamp() where name = $1 and holder = $2', [
        name,
        this.holder,
      ])
      .catch(() => undefined);
  }
}
