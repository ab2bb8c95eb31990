import type { Pool, PoolClient } from 'pg';
import { pause } from '#libs/database';
import type { Position } from '#libs/event-store';
import { Fenced, loadCheckpoint, markFailed, moveCheckpoint } from './checkpoint';
import type { FedEvent, Feed, Slice } from './feed';
import type { Progress } from './progress';
import { isOutage } from './outage';
import type { Failure, ProjectedEvent, Projection, ProjectionHooks } from './types';

export interface WorkerOptions {
  /** Events of one transaction, at most. */
  readonly batchSize: number;
  /** Pause after a batch that was not full, so that a busy log is applied in larger ones. A local reader that waits cuts it short. */
  readonly lingerMs: number;
  /** Tries of the whole batch before the event at fault is looked for. */
  readonly triesBeforeSearch: number;
  /** First pause after an error; it doubles up to `maxBackOffMs`. */
  readonly backOffMs: number;
  readonly maxBackOffMs: number;
  /** How often an event that failed is tried again. */
  readonly retryFailedMs: number;
}

/**
 * Keeps one projection up to date until its signal aborts.
 * Errors: back-off and the same again. What still fails is halved until one event is left; those before it are committed,
 * and the failure is written where everybody sees it. It is tried again on a slow schedule. An outage of database or
 * keyring is nobody's fault: back-off only.
 * @throws Fenced when another writer moved the checkpoint
 */
export class Worker {
  private position: Position | null = null;
  private failures = 0;
  private size: number;

  constructor(
    private readonly pool: Pool,
    private readonly projection: Projection,
    private readonly feed: Feed,
    private readonly progress: Progress,
    private readonly options: WorkerOptions,
    private readonly hooks: ProjectionHooks,
  ) {
    this.size = options.batchSize;
  }

  async run(signal: AbortSignal): Promise<void> {
    let loaded = false;
    while (!signal.aborted) {
      let next: Slice | undefined;
      try {
        if (!loaded) this.position = await loadCheckpoint(this.pool, this.projection.name);
        loaded = true;
        this.progress.moved(this.projection.name, this.position);
        next = this.cut(await this.feed.after(this.projection.name, this.position));
        await this.step(next);
        await this.recover(next, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Fenced) throw error;
        this.feed.leave(this.projection.name);
        await this.trouble(error, next?.events[0], signal);
      }
    }
  }

  /** As much of a slice as is tried at once. */
  private cut(slice: Slice): Slice {
    if (slice.events.length <= this.size) return slice;
    const events = slice.events.slice(0, this.size);
    return { events, position: events.at(-1)!.stored.position, caughtUp: false };
  }

  private async step(slice: Slice): Promise<void> {
    if (slice.position === this.position) return;
    const began = performance.now();
    const events = slice.events.map(decodable);
    const { name } = this.projection;
    if (events.length === 0) await moveCheckpoint(this.pool, name, this.position, slice.position);
    else {
      await this.projection.prepare?.(events);
      await inTransaction(this.pool, async tx => {
        await moveCheckpoint(tx, name, this.position, slice.position);
        await this.projection.apply(events, tx);
      });
    }
    this.position = slice.position;
    this.progress.moved(name, slice.position);
    const last = events.at(-1);
    if (!last) return;
    this.hooks.applied?.({
      projection: name,
      events: events.length,
      milliseconds: performance.now() - began,
      delayMs: Date.now() - Date.parse(last.record.time),
    });
  }

  /** After a success: back to full batches by doubling; a pause when there was little to do. */
  private async recover(slice: Slice, signal: AbortSignal): Promise<void> {
    const { batchSize, lingerMs } = this.options;
    if (this.size < batchSize) this.size = Math.min(batchSize, this.size * 2);
    else this.failures = 0;
    if (slice.caughtUp && slice.events.length > 0)
      await this.progress.linger(this.projection.name, lingerMs, signal);
  }

  private async trouble(error: unknown, first: FedEvent | undefined, signal: AbortSignal): Promise<void> {
    const { triesBeforeSearch, backOffMs, maxBackOffMs, retryFailedMs } = this.options;
    this.failures += 1;
    this.hooks.troubled?.({
      projection: this.projection.name,
      error: nameOf(error),
      failures: this.failures,
    });
    const backOff = Math.min(maxBackOffMs, backOffMs * 2 ** Math.min(this.failures - 1, 16));
    if (!first || isOutage(error) || this.failures < triesBeforeSearch) return pause(backOff, signal);
    if (this.size > 1) {
      this.size = Math.ceil(this.size / 2);
      return;
    }
    await this.fail(error, first).catch((other: unknown) => {
      if (other instanceof Fenced) throw other;
    });
    await pause(retryFailedMs, signal);
  }

  private async fail(error: unknown, { stored }: FedEvent): Promise<void> {
    const failure: Failure = {
      event: stored.id,
      type: stored.type,
      position: stored.position,
      error: nameOf(error),
    };
    await markFailed(this.pool, this.projection.name, this.position, failure);
    this.progress.failed(this.projection.name, this.position, failure);
    this.hooks.failed?.(this.projection.name, failure);
  }
}

function decodable(event: FedEvent): ProjectedEvent {
  if ('undecodable' in event) throw event.undecodable;
  return event;
}

/** The class of an error, and a database error's SQLSTATE: never its message, which may carry values. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = (error as { code?: unknown }).code;
  const name = error.name === 'Error' || error.name === 'error' ? error.constructor.name : error.name;
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? `${name} ${code}` : name;
}

/** A frozen process that holds the checkpoint's row is disconnected by the database, so that another can take over. */
const BEGIN =
  "begin; set local idle_in_transaction_session_timeout = '3s'; set local statement_timeout = '30s'";

async function inTransaction(pool: Pool, work: (tx: PoolClient) => Promise<void>): Promise<void> {
  const tx = await pool.connect();
  let broken: Error | undefined;
  tx.on('error', ignore);
  try {
    await tx.query(BEGIN);
    await work(tx);
    await tx.query('commit');
  } catch (error) {
    await tx.query('rollback').catch((failed: unknown) => (broken = failed as Error));
    throw error;
  } finally {
    tx.removeListener('error', ignore);
    tx.release(broken);
  }
}

/** An error of the connection reaches the query that waits for it. */
function ignore(): void {
  return;
}
