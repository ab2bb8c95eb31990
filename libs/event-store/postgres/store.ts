import type { Pool } from 'pg';
import { createPool } from '#libs/database';
import type { Uuid } from '#libs/kernel';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable } from '../port';
import type {
  Appended,
  Batch,
  BatchOptions,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Position,
  Revision,
  StoredEvent,
} from '../port';
import { Appender, type AppenderLimits } from './appender';
import { Reader } from './reader';
import { assertServiceRole } from './service-role';
import { Tail } from './tail';

export interface PostgresEventStoreOptions extends Partial<AppenderLimits> {
  /** Address of the log's database, for the service role. */
  readonly url: string;
  /** A reader that has reached the end looks again after this while no notifications are heard. */
  readonly pollMs?: number;
  /** Connections for reading, at most. */
  readonly readers?: number;
}

/** How long an append waits for its answer, in milliseconds, unless other limits are given: in the queue, and of the log. */
export const ANSWER_WITHIN_MS = 10_000;
const RETRY_MS = 200;

interface LogRow {
  readonly id: Uuid;
  readonly mark: string;
  readonly moved: boolean;
}
/** While notifications are heard: PostgreSQL loses none of a connection that stands. */
const LISTENING_POLL_MS = 10_000;

/** The log in PostgreSQL 14 or newer. */
export class PostgresEventStore implements EventStore {
  readonly #closing = new AbortController();

  private constructor(
    private readonly log: LogRow,
    private readonly pool: Pool,
    private readonly appender: Appender,
    private readonly reader: Reader,
    private readonly tail: Tail,
    private readonly pollMs: number,
  ) {}

  /** Opens a migrated log. @throws Error when the role can change the log, or the log is not there */
  static async open(options: PostgresEventStoreOptions): Promise<PostgresEventStore> {
    const { url, pollMs = 500, readers = 4 } = options;
    const pool = createPool(url, 'events', {
      max: readers,
      statement_timeout: 10_000,
      query_timeout: 11_000,
      // All that is read is found by an index, at every size of the table that a plan was made for.
      options: '-c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c jit=off',
    });
    const appender = new Appender(url, {
      lockTimeoutMs: options.lockTimeoutMs ?? 2_000,
      statementTimeoutMs: options.statementTimeoutMs ?? 5_000,
      answerWithinMs: options.answerWithinMs ?? ANSWER_WITHIN_MS,
      maxQueued: options.maxQueued ?? 10_000,
    });
    try {
      await assertServiceRole(pool);
      const { rows } = await pool.query<LogRow>(
        'select id, mark, exists (select from log_moved_away) as moved from log',
      );
      await appender.start();
      return new PostgresEventStore(rows[0]!, pool, appender, new Reader(pool), new Tail(url), pollMs);
    } catch (error) {
      await Promise.allSettled([appender.close(), pool.end()]);
      throw error;
    }
  }

  get logId(): Uuid {
    return this.log.id;
  }

  get mark(): string {
    return this.log.mark;
  }

  get place(): string {
    return 'PostgreSQL';
  }

  get movedAway(): boolean {
    return this.log.moved;
  }

  remember(): void {
    // The end is found by an index.
  }

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    return this.appender.append(stream, expected, events);
  }

  readStream(
    stream: string,
    options?: { from?: Revision; direction?: 'forwards' | 'backwards'; limit?: number },
  ): Promise<StoredEvent[]> {
    return this.reader.readStream(stream, options);
  }

  findAppend(stream: string, first: Uuid): Promise<StoredEvent[]> {
    return this.reader.findAppend(stream, first);
  }

  readAll(after: Position | null, limit: number): Promise<Batch> {
    return this.reader.readAll(after, limit);
  }

  head(): Promise<Position | null> {
    return this.reader.head();
  }

  async *batches(after: Position | null, options: BatchOptions): AsyncGenerator<Batch> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    await this.tail.listening();
    let position = after;
    let atEnd = false;
    while (!signal.aborted) {
      const heard = this.tail.heard;
      const batch = await this.#readOrUndefined(position, options);
      if (signal.aborted) return;
      if (!batch) {
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
        continue;
      }
      if (batch.events.length > 0 || !atEnd) {
        position = batch.position;
        atEnd = batch.caughtUp;
        yield batch;
      }
      if (batch.caughtUp)
        await this.tail.grown(heard, this.tail.connected ? LISTENING_POLL_MS : this.pollMs, signal);
    }
  }

  /** Undefined while the engine is away: batches go on when it is back. */
  async #readOrUndefined(
    after: Position | null,
    { limit, outage }: BatchOptions,
  ): Promise<Batch | undefined> {
    try {
      return await this.reader.readAll(after, limit);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      outage?.(error);
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.appender.close();
    this.#closing.abort();
    await this.tail.close();
    await this.pool.end();
  }
}
