import { pause } from '#libs/database';
import {
  isBefore,
  type EventRecord,
  type EventStore,
  type Position,
  type StoredEvent,
} from '#libs/event-store';
import type { ProjectedEvent } from './types';

/** An event as it comes from the log: decoded, or with the reason why this program cannot. */
export type FedEvent = ProjectedEvent | { readonly stored: StoredEvent; readonly undecodable: unknown };

/** Events after a position, in order; all up to `position` was looked at. */
export interface Slice {
  readonly events: readonly FedEvent[];
  readonly position: Position;
  /** True when there was nothing more at the time of reading. */
  readonly caughtUp: boolean;
}

interface Kept extends Slice {
  /** Where it begins: it holds everything after this position. */
  readonly after: Position | null;
}

/** One reading of the store, from a position on. */
interface Reading {
  readonly batches: AsyncIterator<Slice>;
  readonly stop: AbortController;
  pulling?: Promise<void> | undefined;
}

/** Batches in memory: the one at hand and the next. */
const KEPT = 2;
/**
 * The front-runner waits for one that is a batch behind as long as it works itself, saved up to so much. All work is done
 * by one thread, so waiting lets the other go on, and reading twice would cost a fifth of what both do.
 */
const PATIENCE = { share: 1, mostMs: 1_000 };

/**
 * Reads and decodes the log once for several projections, each at its own position. The window of batches follows the
 * front-runner, which waits a little for those beside it; who is further behind reads alone until it meets the window.
 * Only what is asked for is read, and one batch ahead of it.
 */
export class Feed {
  private readonly window: Kept[] = [];
  /** Where the window ends; undefined: there is none yet. */
  private end: Position | null | undefined;
  private reading: Reading | undefined;
  /** Where each reader is that may be waited for. */
  private readonly readers = new Map<string, Position | null>();
  private moved: (() => void) | undefined;
  /** Patience left, and when it was counted. */
  private patience = { ms: PATIENCE.mostMs, at: performance.now() };

  constructor(
    private readonly store: EventStore,
    private readonly decode: (stored: StoredEvent) => EventRecord,
    private readonly limit: number,
    private readonly signal: AbortSignal,
    private readonly outage?: (error: Error) => void,
  ) {
    signal.addEventListener('abort', () => this.reading?.stop.abort());
  }

  /**
   * What follows a reader's position; waits when there is nothing yet.
   * @throws what the store throws; a later call tries again
   */
  async after(reader: string, position: Position | null): Promise<Slice> {
    this.readers.set(reader, position);
    this.moved?.();
    for (;;) {
      this.signal.throwIfAborted();
      if (this.end === undefined || isBefore(this.end, position)) this.restart(position);
      const start = this.window[0] ? this.window[0].after : this.end!;
      if (isBefore(position, start)) return this.readAlone(position);
      const next = this.inWindow(position);
      if (next) return next;
      await this.pull();
    }
  }

  /** Nobody waits for this reader until it asks again: it is in trouble. */
  leave(reader: string): void {
    this.readers.delete(reader);
    this.moved?.();
  }

  /** The kept batch that goes on from here; when it is the last, the next one is read meanwhile. */
  private inWindow(position: Position | null): Slice | undefined {
    for (const kept of this.window) {
      if (!isBefore(position, kept.position)) continue;
      if (kept === this.window.at(-1) && !kept.caughtUp) void this.pull().catch(() => undefined);
      if (kept.after === position) return kept;
      return { ...kept, events: kept.events.filter(event => isBefore(position, event.stored.position)) };
    }
    return undefined;
  }

  private restart(position: Position | null): void {
    this.reading?.stop.abort();
    this.reading = undefined;
    this.window.length = 0;
    this.end = position;
  }

  /** Adds the store's next batch to the window. Callers at the same time wait for the same one. */
  private pull(): Promise<void> {
    const reading = (this.reading ??= this.read(this.end ?? null));
    reading.pulling ??= this.pullNext(reading).finally(() => (reading.pulling = undefined));
    return reading.pulling;
  }

  private async pullNext(reading: Reading): Promise<void> {
    try {
      const next = await reading.batches.next();
      if (reading !== this.reading) return;
      if (next.done) throw new Error('the store ended its batches');
      const { events, position, caughtUp } = next.value;
      const last = this.window.at(-1);
      if (events.length === 0 && last) {
        this.window[this.window.length - 1] = { ...last, position, caughtUp };
      } else {
        await this.makeRoom(reading);
        if (reading !== this.reading) return;
        this.window.push({ events, position, caughtUp, after: this.end ?? null });
      }
      this.end = position;
    } catch (error) {
      if (reading === this.reading) this.reading = undefined;
      throw error;
    }
  }

  /** Lets go of the oldest batch, once nobody is at it or patience is at its end. */
  private async makeRoom(reading: Reading): Promise<void> {
    const began = performance.now();
    const saved = Math.min(PATIENCE.mostMs, this.patience.ms + (began - this.patience.at) * PATIENCE.share);
    let left = saved;
    while (this.window.length >= KEPT && this.isNeeded(this.window[0]!) && left > 0) {
      if (reading.stop.signal.aborted) break;
      const moved = new AbortController();
      this.moved = () => moved.abort();
      await pause(left, moved.signal, reading.stop.signal);
      left = saved - (performance.now() - began);
    }
    this.patience = { ms: Math.max(0, left), at: performance.now() };
    if (this.window.length >= KEPT) this.window.shift();
  }

  private isNeeded(kept: Kept): boolean {
    const positions = [...this.readers.values()];
    return positions.some(at => !isBefore(at, kept.after) && isBefore(at, kept.position));
  }

  private read(after: Position | null): Reading {
    const stop = new AbortController();
    const batches = this.decodedBatches(after, stop.signal)[Symbol.asyncIterator]();
    return { batches, stop };
  }

  private async *decodedBatches(after: Position | null, signal: AbortSignal): AsyncGenerator<Slice> {
    for await (const batch of this.store.batches(after, {
      limit: this.limit,
      signal,
      ...(this.outage && { outage: this.outage }),
    })) {
      yield { ...batch, events: batch.events.map(stored => this.decoded(stored)) };
    }
  }

  private async readAlone(position: Position | null): Promise<Slice> {
    const batch = await this.store.readAll(position, this.limit);
    return { ...batch, events: batch.events.map(stored => this.decoded(stored)), caughtUp: false };
  }

  private decoded(stored: StoredEvent): FedEvent {
    try {
      return { stored, record: this.decode(stored) };
    } catch (undecodable) {
      return { stored, undecodable };
    }
  }
}
