import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

/**
 * - `timers`: what stands, by the log. The worker takes away what was fired; after a rebuild it fires again, to no effect.
 *   `due` is by the injected clock, `retry_at` by the database's: a clock that was set forth or stands still must not
 *   decide when a failure is tried again.
 * - `sweeps`: how far each sweep has come, and how it went.
 */
export class Timers1767225600500 implements MigrationInterface {
  readonly name = 'Timers1767225600500';
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table timers (
        name text collate "C" not null,
        key text collate "C" not null,
        due timestamptz not null,
        payload jsonb not null,
        failures int not null default 0,
        retry_at timestamptz,
        error text,
        primary key (name, key)
      );
      create index timers_due on timers (due);
      create table sweeps (
        name text primary key,
        mark jsonb,
        ran_at timestamptz not null,
        failures int not null,
        error text
      );`);
    for (const table of ['timers', 'sweeps']) await grant(q, 'SELECT, INSERT, UPDATE, DELETE', table);
  }
  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table timers, sweeps');
  }
}

/**
 * Makes all timers anew from the log: events of before an upgrade set timers that the older program did not know of.
 * What was fired already fires again, to no effect.
 */
abstract class TimersAnew implements MigrationInterface {
  abstract readonly name: string;
  async up(q: QueryRunner): Promise<void> {
    await q.query(`truncate timers; delete from checkpoints where projection = 'timers'`);
  }
  async down(): Promise<void> {
    // What was made anew is the same again.
  }
}

export class TimersAnew1767225601900 extends TimersAnew {
  readonly name = 'TimersAnew1767225601900';
}

/** Of corrections: earlier values have an end of their own. */
export class TimersAnew1767225604100 extends TimersAnew {
  readonly name = 'TimersAnew1767225604100';
}

/** Of sharings and tellings that did not arrive: what was sealed for who never got anything ends. */
export class TimersAnew1767225604700 extends TimersAnew {
  readonly name = 'TimersAnew1767225604700';
}

export const timerMigrations = [
  Timers1767225600500,
  TimersAnew1767225601900,
  TimersAnew1767225604100,
  TimersAnew1767225604700,
];
