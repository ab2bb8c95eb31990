import { pause } from '#libs/database';
import { isBefore, type Position, type StoredEvent } from '#libs/event-store';
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
  readonly slices: AsyncIterator<Slice>;
  readonly stop: AbortController;
  pulling?: Promise<void> | undefined;
}

/** Batches in memory: the one at hand and the next. */
const KEPT = 2;
/**
 * How a window goes on. Its front-runner waits for one that is a batch behind: a share of the time that it works itself, saved
 * up to so much. All work is done by one thread, so waiting lets the other go on, and reading twice costs a fifth of what both do.
 */
export interface Following {
  readonly share: number;
  readonly mostMs: number;
  /** Whether the window goes with a reader that is ahead of it, and leaves those that were in it. */
  readonly followsAhead: boolean;
}

/**
 * The batches of one reading, for several readers. It follows the front-runner of them, which waits a little for those beside
 * it. Only what is asked for is read, and one batch ahead of it.
 */
export class Window {
  private readonly kept: Kept[] = [];
  /** Where it ends; undefined: there is none yet. */
  private end: Position | null | undefined;
  private reading: Reading | undefined;
  /** Where each reader is that may be waited for. */
  private readonly readers = new Map<string, Position | null>();
  private moved: (() => void) | undefined;
  /** Patience left, and when it was counted. */
  private saved: { readonly ms: number; readonly at: number };

  /** @param read slices from a position on, until the signal aborts */
  constructor(
    private readonly read: (after: Position | null, signal: AbortSignal) => AsyncIterable<Slice>,
    private readonly signal: AbortSignal,
    private readonly following: Following,
  ) {
    this.saved = { ms: following.mostMs, at: performance.now() };
    signal.addEventListener('abort', () => this.reading?.stop.abort());
  }

  /**
   * What follows a reader's position; undefined when the window is elsewhere, with others.
   * @throws what the reading throws; a later call tries again
   */
  async after(reader: string, position: Position | null): Promise<Slice | undefined> {
    this.readers.set(reader, position);
    this.moved?.();
    for (;;) {
      this.signal.throwIfAborted();
      if (!this.holds(position)) {
        const alone = this.readers.size === 1;
        const isAhead = this.end === undefined || isBefore(this.end, position);
        if (!alone && !(isAhead && this.following.followsAhead)) {
          this.leave(reader);
          return undefined;
        }
        this.restart(position);
      }
      const next = this.inside(position);
      if (next) return next;
      await this.pull();
    }
  }

  /** Nobody waits for this reader until it asks again. Of a window without readers nothing is kept. */
  leave(reader: string): void {
    if (!this.readers.delete(reader)) return;
    this.moved?.();
    if (this.readers.size > 0) return;
    this.restart(null);
    this.end = undefined;
  }

  private holds(position: Position | null): boolean {
    if (this.end === undefined || isBefore(this.end, position)) return false;
    return !isBefore(position, this.kept[0] ? this.kept[0].after : this.end);
  }

  /** The kept batch that goes on from here; when it is the last, the next one is read meanwhile. */
  private inside(position: Position | null): Slice | undefined {
    for (const kept of this.kept) {
      if (!isBefore(position, kept.position)) continue;
      if (kept === this.kept.at(-1) && !kept.caughtUp) void this.pull().catch(() => undefined);
      if (kept.after === position) return kept;
      return { ...kept, events: kept.events.filter(event => isBefore(position, event.stored.position)) };
    }
    return undefined;
  }

  private restart(position: Position | null): void {
    this.reading?.stop.abort();
    this.reading = undefined;
    this.kept.length = 0;
    this.end = position;
  }

  /** Adds the next batch. Callers at the same time wait for the same one. */
  private pull(): Promise<void> {
    const reading = (this.reading ??= this.begin(this.end ?? null));
    reading.pulling ??= this.pullNext(reading).finally(() => (reading.pulling = undefined));
    return reading.pulling;
  }

  private async pullNext(reading: Reading): Promise<void> {
    try {
      const next = await reading.slices.next();
      if (reading !== this.reading) return;
      if (next.done) throw new Error('the store ended its batches');
      const { events, position, caughtUp } = next.value;
      const last = this.kept.at(-1);
      if (events.length === 0 && last) {
        this.kept[this.kept.length - 1] = { ...last, position, caughtUp };
      } else {
        await this.makeRoom(reading);
        if (reading !== this.reading) return;
        this.kept.push({ events, position, caughtUp, after: this.end ?? null });
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
    const { share, mostMs } = this.following;
    const saved = Math.min(mostMs, this.saved.ms + (began - this.saved.at) * share);
    let left = saved;
    while (this.kept.length >= KEPT && this.isNeeded(this.kept[0]!) && left > 0) {
      if (reading.stop.signal.aborted) break;
      const moved = new AbortController();
      this.moved = () => moved.abort();
      await pause(left, moved.signal, reading.stop.signal);
      left = saved - (performance.now() - began);
    }
    this.saved = { ms: Math.max(0, left), at: performance.now() };
    if (this.kept.length >= KEPT) this.kept.shift();
  }

  private isNeeded(kept: Kept): boolean {
    const positions = [...this.readers.values()];
    return positions.some(at => !isBefore(at, kept.after) && isBefore(at, kept.position));
  }

  private begin(after: Position | null): Reading {
    const stop = new AbortController();
    return { slices: this.read(after, stop.signal)[Symbol.asyncIterator](), stop };
  }
}
