import type { Pool } from 'pg';
import { pause } from '#libs/database';
import { isUnreadable, type Position } from '#libs/event-store';
import {
  clearFailure,
  Fenced,
  loadCheckpoint,
  markFailed,
  moveCheckpoint,
  type CheckpointMove,
} from './checkpoint';
import { concerning } from './concerns';
import { nameOf } from './failure';
import type { FedEvent, Feed, Slice } from './feed';
import type { Progress } from './progress';
import { awaitsAnOperator, isOutage } from './outage';
import { NOTHING_DECIDED, type PassingDecisions, type ReadDecisions } from './passing';
import { inTransaction } from './transaction';
import type { Failure, ProjectedEvent, Projection, ProjectionHooks } from './types';

export interface WorkerOptions {
  /** Events of one transaction, at most. */
  readonly batchSize: number;
  /**
   * Pause of a busy log's reader: larger batches cost less for each event. Who waits for a position, in whatever process,
   * cuts it short.
   */
  readonly lingerMs: number;
  /** Tries of the whole batch before the event at fault is looked for. */
  readonly triesBeforeSearch: number;
  /** First pause after an error; it doubles up to `maxBackOffMs`. */
  readonly backOffMs: number;
  readonly maxBackOffMs: number;
  /** How often an event that failed is tried again; once officers have decided about it, at once. */
  readonly retryFailedMs: number;
  /** What officers decided of events that projections stand at. */
  readonly decisions: ReadDecisions;
}

/** Events of one batch from which on a log is busy; below, the pause is a millisecond for each. */
const BUSY = 8;
/** How much later a checkpoint is written that moves past events of no concern; and where another process may look at it. */
const WRITE_WITHIN_MS = { idle: 1_000, awaited: 15 };

/**
 * Keeps one projection up to date until its signal aborts.
 * Errors: back-off and the same again. What still fails is halved until one event is left; those before it are committed,
 * and the failure is written where everybody sees it. It is tried again on a slow schedule. An outage of database or
 * keyring is no event's fault: back-off only. One that lasts until an operator does something is written too.
 * While officers decide about the event that it stands at, it is not tried; what they decided to pass over is not applied.
 * @throws Fenced when another writer moved the checkpoint
 */
export class Worker {
  private position: Position | null = null;
  /** The checkpoint as written: it follows a little later where no event concerned the projection. */
  private written: Position | null = null;
  /** Since when it follows, on the clock of `performance`. */
  private behindSince = Infinity;
  /** The last event since then that is of no concern. */
  private passed: Position | undefined;
  private failures = 0;
  /** Why it stands still, as it is written. */
  private failure: Failure | undefined;
  private decided: PassingDecisions = NOTHING_DECIDED;
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
        if (!loaded) await this.load();
        loaded = true;
        if (await this.awaitsDecision()) {
          await this.progress.standStill(this.projection.name, this.options.retryFailedMs, signal);
          continue;
        }
        this.progress.moved(this.projection.name, this.position);
        next = this.cut(await this.next(signal));
        await this.step(next);
        await this.readOn();
        await this.recover(next, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Fenced) throw error;
        this.feed.leave(this.projection.name);
        await this.trouble(error, next?.events[0], signal);
      }
    }
  }

  private async load(): Promise<void> {
    const { position, failure } = await loadCheckpoint(this.pool, this.projection.name);
    this.position = this.written = position;
    this.failure = failure;
    this.decided = await this.options.decisions();
  }

  /** Whether officers decide about the event that it stands at. */
  private async awaitsDecision(): Promise<boolean> {
    const { failure, position } = this;
    const { name } = this.projection;
    if (!failure?.at) return false;
    this.decided = await this.options.decisions();
    if (!this.decided.proposed(name).has(failure.at.event)) return false;
    this.feed.leave(name);
    this.progress.failed(name, position, failure);
    return true;
  }

  /**
   * Under the checkpoint's lock, which an approval takes too: whatever was decided of the event that it stands at is in
   * the log by now. @throws Fenced where this worker did not know
   */
  private async assertNothingDecidedSince(): Promise<void> {
    const event = this.failure?.at?.event;
    if (event === undefined) return;
    const { name } = this.projection;
    const now = await this.options.decisions();
    const known = this.decided.passed(name).has(event);
    if (now.proposed(name).has(event) || now.passed(name).has(event) !== known)
      throw new Fenced(`officers decide about the event that ${name} stands at`);
  }

  /** What comes next. A checkpoint that is behind is written meanwhile, or first when it has been so for long enough. */
  private async next(signal: AbortSignal): Promise<Slice> {
    const next = this.feed.after(this.projection.name, this.position);
    if (this.written !== this.position) {
      const { name } = this.projection;
      const came = new AbortController();
      const come = (): void => came.abort();
      next.then(come, come);
      const within = this.progress.isAwaited(name) ? WRITE_WITHIN_MS.awaited : WRITE_WITHIN_MS.idle;
      const due = this.behindSince + within;
      await this.progress.holdBack(name, due - performance.now(), came.signal, signal);
      if (!came.signal.aborted || performance.now() >= due) await this.write();
    }
    return next;
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
    const { name } = this.projection;
    const passed = this.decided.passed(name);
    const events = slice.events.filter(({ stored }) => !passed.has(stored.id)).map(decodable);
    const end = slice.events.at(-1)?.stored.position;
    const mine = concerning(this.projection, events);
    if (mine.length > 0) {
      await this.projection.prepare?.(mine);
      await inTransaction(this.pool, async tx => {
        await moveCheckpoint(tx, name, this.move(slice.position, end));
        await this.assertNothingDecidedSince();
        await this.projection.apply(mine, tx);
      });
      this.written = slice.position;
      this.failure = undefined;
    } else if (this.written === this.position) this.behindSince = began;
    this.position = slice.position;
    this.progress.moved(name, slice.position);
    this.passed = mine.length > 0 ? undefined : (end ?? this.passed);
    const last = events.at(-1);
    if (!last) return;
    this.hooks.applied?.({
      projection: name,
      events: events.length,
      milliseconds: performance.now() - began,
      delayMs: Date.now() - Date.parse(last.record.time),
    });
  }

  private async write(): Promise<void> {
    const { position } = this;
    if (position === null || position === this.written) return;
    await moveCheckpoint(this.pool, this.projection.name, this.move(position, this.passed));
    this.written = position;
    this.failure = undefined;
  }

  private move(to: Position, last: Position | undefined): CheckpointMove {
    return { from: this.written, to, last, standsAt: this.failure?.at?.event };
  }

  /** After a success: back to full batches by doubling; a pause when there was little to do. */
  private async recover(slice: Slice, signal: AbortSignal): Promise<void> {
    const { batchSize, lingerMs } = this.options;
    if (this.size < batchSize) this.size = Math.min(batchSize, this.size * 2);
    else this.failures = 0;
    const { length } = slice.events;
    if (slice.caughtUp && length > 0)
      await this.progress.linger(this.projection.name, length < BUSY ? length : lingerMs, signal);
  }

  private async trouble(error: unknown, first: FedEvent | undefined, signal: AbortSignal): Promise<void> {
    const { triesBeforeSearch, backOffMs, maxBackOffMs, retryFailedMs } = this.options;
    this.failures += 1;
    this.hooks.troubled?.({
      projection: this.projection.name,
      error: nameOf(error),
      failures: this.failures,
      outage: isOutage(error),
    });
    if (!first && isUnreadable(error)) {
      await this.fail(error);
      return pause(retryFailedMs, signal);
    }
    if (awaitsAnOperator(error) && this.failures >= triesBeforeSearch) await this.fail(error);
    const backOff = Math.min(maxBackOffMs, backOffMs * 2 ** Math.min(this.failures - 1, 16));
    if (!first || isOutage(error) || this.failures < triesBeforeSearch) return pause(backOff, signal);
    if (this.size > 1) {
      this.size = Math.ceil(this.size / 2);
      return;
    }
    await this.fail(error, first);
    await this.progress.standStill(this.projection.name, retryFailedMs, signal);
  }

  /** Writes why it stands still: at an event, or by no event's fault. @throws Fenced */
  private async fail(error: unknown, event?: FedEvent): Promise<void> {
    const failure: Failure = {
      ...(event && {
        at: { event: event.stored.id, type: event.stored.type, position: event.stored.position },
      }),
      error: nameOf(error),
      ...(isUnreadable(error) && { cause: error.message }),
    };
    try {
      await this.write();
      await markFailed(this.pool, this.projection.name, this.position, failure);
      this.failure = failure;
      this.progress.failed(this.projection.name, this.position, failure);
      this.hooks.failed?.(this.projection.name, failure);
    } catch (other) {
      if (other instanceof Fenced) throw other;
    }
  }

  /** It goes on: if nothing else moves the checkpoint, what was written of no event is taken back. */
  private async readOn(): Promise<void> {
    if (!this.failure || this.failure.at || this.written !== this.position) return;
    await clearFailure(this.pool, this.projection.name, this.written);
    this.failure = undefined;
  }
}

function decodable(event: FedEvent): ProjectedEvent {
  if ('undecodable' in event) throw event.undecodable;
  return event;
}
