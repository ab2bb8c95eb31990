import { Client, type Pool } from 'pg';
import { createPool } from '#libs/database';
import type { Uuid } from '#libs/kernel';
import { PAGE, TargetRefused, type LogTarget, type WholeAppend, type WholeEvent } from '../copy/types';
import type { Position } from '../port';
import { Pending } from './queue';
import { COLUMNS, pageOfLog, storedEvent, type Row } from './rows';
import { AppendSession } from './session';

interface WholeRow extends Row {
  append_index: number;
  append_size: number;
}

/** In order of position: the last of a page is where the next begins. */
const READ = pageOfLog(`${COLUMNS}, append_index, append_size`, String(PAGE));

const LIMITS = { lockTimeoutMs: 30_000, statementTimeoutMs: 60_000 };

/** A log in PostgreSQL, read or written whole by who copies it. */
export class PostgresWholeLog implements LogTarget {
  readonly takesStreamsAgain = false;
  private session: AppendSession | undefined;

  private constructor(
    readonly logId: Uuid,
    private readonly url: string,
    private readonly pool: Pool,
  ) {}

  /** @param url of a role that can read the log, and append to it where it is written */
  static async open(url: string): Promise<PostgresWholeLog> {
    const pool = createPool(url, 'copy of the log', {
      max: 1,
      options: '-c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c jit=off',
    });
    try {
      const { rows } = await pool.query<{ id: Uuid }>('select id from log');
      return new PostgresWholeLog(rows[0]!.id, url, pool);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  async head(): Promise<Position | null> {
    const { rows } = await this.pool.query<{ head: string | null }>(
      'select max(position)::text as head from events',
    );
    return rows[0]!.head;
  }

  async *pages(start: Position | null): AsyncGenerator<readonly WholeEvent[]> {
    for (let after = start ?? '0'; ;) {
      const { rows } = await this.pool.query<WholeRow>({ name: 'whole', text: READ, values: [after] });
      if (rows.length === 0) return;
      yield rows.map(wholeEvent);
      after = rows.at(-1)!.position;
    }
  }

  async append(appends: readonly WholeAppend[]): Promise<void> {
    this.session ??= await AppendSession.connect(this.url, LIMITS);
    const verdicts = await this.session.append(appends.map(pendingOf));
    if (verdicts.some(({ verdict }) => verdict !== 'appended'))
      throw new TargetRefused('somebody else writes to the target');
  }

  /** Under the lock of appends: what was under way is in the log, and nothing comes after. */
  async moveAway(): Promise<void> {
    await this.pool.query('select move_log_away()');
  }

  async close(): Promise<void> {
    this.session?.destroy();
    await this.pool.end();
  }
}

/**
 * Gives a log in PostgreSQL that holds nothing yet the identity of the one that is copied to it: keyring and secrets go by it.
 * @param ownerUrl of the database's owner, who alone may
 * @throws TargetRefused when it is another log that has events
 */
export async function adoptIdentity(ownerUrl: string, logId: Uuid): Promise<void> {
  const client = new Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: Uuid; empty: boolean }>(
      'select id, not exists (select from events) as empty from log',
    );
    if (rows[0]!.id === logId) {
      await client.query('delete from log_moved_away');
      return;
    }
    if (!rows[0]!.empty) throw new TargetRefused(`the target is log ${rows[0]!.id} already, and has events`);
    await client.query('update log set id = $1 where not exists (select from events)', [logId]);
  } finally {
    await client.end();
  }
}

function wholeEvent(row: WholeRow): WholeEvent {
  return { event: storedEvent(row), index: row.append_index, size: row.append_size };
}

function pendingOf(append: WholeAppend): Pending {
  const events = append.map(({ event }) => event);
  const [{ stream, revision }] = events as [(typeof events)[0]];
  const bytes = events.reduce((sum, event) => sum + event.bytes.length, 0);
  return new Pending(stream, revision === 0 ? 'no-stream' : revision - 1, events, bytes);
}
