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

/**
 * Work that one process at a time does, among all on a database. The database's clock counts.
 * A holder renews in thirds of the time to live and stops its work when it could not; who waits takes over
 * within `ttlMs + askMs` of a holder's death, at once after its goodbye.
 *
 * A lease is no fence: a holder that froze may wake and still write once. Its writes must compare and set.
 */
export class Lease {
  readonly holder = randomUUID();
  private readonly ttlMs: number;
  private readonly askMs: number;

  constructor(
    private readonly pool: Pool,
    private readonly name: string,
    options: LeaseOptions = {},
  ) {
    this.ttlMs = options.ttlMs ?? LEASE.ttlMs;
    this.askMs = options.askMs ?? LEASE.askMs;
  }

  /** Does the work whenever the lease is held, again and again, until the signal aborts. `work` ends when its signal does. */
  async hold(signal: AbortSignal, work: (held: AbortSignal) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      if (await this.take().catch(() => false)) {
        const lost = new AbortController();
        const done = new AbortController();
        const renewing = this.renew(lost, AbortSignal.any([done.signal, signal]));
        try {
          await work(AbortSignal.any([lost.signal, signal]));
        } finally {
          done.abort();
          await renewing;
          await this.giveUp().catch(() => undefined);
        }
      }
      await pause(this.askMs, signal);
    }
  }

  /** Takes the lease; false when another holds it. */
  private async take(): Promise<boolean> {
    const taken = await this.pool.query(
      `insert into leases as l values ($1, $2, clock_timestamp() + make_interval(secs => $3))
       on conflict (name) do update set holder = excluded.holder, until = excluded.until
       where l.holder = excluded.holder or l.until < clock_timestamp()`,
      [this.name, this.holder, this.ttlMs / 1000],
    );
    return taken.rowCount === 1;
  }

  /**
   * Renews it; false when another holds it. The commit does not wait for the disk: a crash of the database that takes a
   * renewal back lets another begin earlier, and that one's writes compare and set as those of a holder that froze.
   */
  private async keep(): Promise<boolean> {
    const kept = await this.pool.query({
      name: 'lease-keep',
      text: `update leases set until = clock_timestamp() + make_interval(secs => $3)
        from (select set_config('synchronous_commit', 'off', true)) as no_wait
        where name = $1 and holder = $2`,
      values: [this.name, this.holder, this.ttlMs / 1000],
    });
    return kept.rowCount === 1;
  }

  private async renew(lost: AbortController, stop: AbortSignal): Promise<void> {
    const expire = (): NodeJS.Timeout => setTimeout(() => lost.abort(), this.ttlMs);
    let expiry = expire();
    while (!stop.aborted && !lost.signal.aborted) {
      await pause(this.ttlMs / 3, stop);
      const asked = expire();
      const renewed = stop.aborted ? undefined : await this.keep().catch(() => undefined);
      clearTimeout(renewed ? expiry : asked);
      if (renewed) expiry = asked;
      if (renewed === false) lost.abort();
    }
    clearTimeout(expiry);
  }

  private async giveUp(): Promise<void> {
    await this.pool.query('update leases set until = clock_timestamp() where name = $1 and holder = $2', [
      this.name,
      this.holder,
    ]);
  }
}
