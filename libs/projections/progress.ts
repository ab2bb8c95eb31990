import type { Pool } from 'pg';
import { pause } from '#libs/database';
import { comparePositions, type Position } from '#libs/event-store';
import { DomainError } from '#libs/kernel';
import { tellAwaited } from './telling';
import { projectionState } from './checkpoint';
import type { Failure } from './types';

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

interface Entry {
  /** As far as this process knows; the truth is the same or later. */
  position: Position | null;
  failure: Failure | undefined;
  readonly waiters: Set<Waiter>;
  /** Ends a worker's pause between batches. */
  hurry: AbortController;
  /** Until when, on the clock of `performance`, another process may wait for what is written of it. */
  awaitedUntil: number;
  /** Ends its pause before it tries again the event that it stands at. */
  decided: AbortController;
  polling: boolean;
}

/** So long who waits in another process is thought to wait: a query gives up after it. */
const AWAITED_MS = 5_000;
const FIRST_POLL_MS = 15;
const LAST_POLL_MS = 120;

/**
 * How far the projections are: lets a query wait for what a command has written (read your writes).
 * A projection of this process says so at once; of another, its checkpoint is looked at, once for all who wait.
 */
export class Progress {
  private readonly entries = new Map<string, Entry>();
  /** Whether the projections run in this process. */
  private local = false;

  constructor(private readonly pool: Pool) {
    // A connection that goes may be the database's end, and that may take back what was projected last (ADR 0017).
    pool.on('remove', () => this.forget());
  }

  /**
   * Waits until a projection has applied all up to a position.
   * @throws DomainError projection-behind: not within the time, or it stands at a failed event before the position
   */
  async waitFor(projection: string, position: Position, timeoutMs: number): Promise<void> {
    const entry = this.entry(projection);
    if (reached(entry, position)) return;
    if (entry.failure && this.local) throw behind(projection, entry);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => settle(() => reject(behind(projection, entry))), timeoutMs);
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        entry.waiters.delete(waiter);
        end();
      };
      const waiter: Waiter = {
        position,
        resolve: () => settle(resolve),
        reject: error => settle(() => reject(error)),
      };
      entry.waiters.add(waiter);
      entry.hurry.abort();
      if (!this.local) tellAwaited(this.pool, projection);
      void this.poll(projection, entry);
    });
  }

  /** A projection has come to a position. */
  moved(projection: string, position: Position | null): void {
    const entry = this.entry(projection);
    entry.position = position;
    entry.failure = undefined;
    for (const waiter of entry.waiters) if (reached(entry, waiter.position)) waiter.resolve();
  }

  /** A projection stands at an event that it cannot apply. */
  failed(projection: string, position: Position | null, failure: Failure): void {
    const entry = this.entry(projection);
    entry.position = position;
    entry.failure = failure;
    for (const waiter of entry.waiters) {
      if (reached(entry, waiter.position)) waiter.resolve();
      else waiter.reject(behind(projection, entry));
    }
  }

  /** Tells whether the projections run here, so that nobody needs to look elsewhere. */
  runsHere(local: boolean): void {
    this.local = local;
    if (!local) for (const entry of this.entries.values()) entry.failure = undefined;
  }

  /** A worker's pause between batches: as long as given, or until somebody here waits for it. */
  async linger(projection: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    const entry = this.entry(projection);
    if (entry.waiters.size > 0) return;
    await pause(milliseconds, entry.hurry.signal, signal);
    entry.hurry = new AbortController();
  }

  /** Ends a worker's pause: another process waits for it. */
  hurry(projection: string): void {
    const entry = this.entries.get(projection);
    if (!entry) return;
    entry.awaitedUntil = performance.now() + AWAITED_MS;
    entry.hurry.abort();
  }

  /** Whether another process may be looking at the checkpoint that is written. */
  isAwaited(projection: string): boolean {
    return performance.now() < this.entry(projection).awaitedUntil;
  }

  /** A worker's pause before it writes how far it is: as long as given, until `ended`, or until another process waits for it. */
  async holdBack(
    projection: string,
    milliseconds: number,
    ended: AbortSignal,
    signal: AbortSignal,
  ): Promise<void> {
    const { hurry } = this.entry(projection);
    await pause(milliseconds, hurry.signal, ended, signal);
  }

  /** A worker's pause at an event: as long as given, or until officers have decided about it. */
  async standStill(projection: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    const entry = this.entry(projection);
    await pause(milliseconds, entry.decided.signal, signal);
    entry.decided = new AbortController();
  }

  /** Officers have decided about the event that a projection stands at. */
  decided(projection: string): void {
    this.entry(projection).decided.abort();
  }

  private forget(): void {
    for (const entry of this.entries.values()) entry.position = null;
  }

  private async poll(projection: string, entry: Entry): Promise<void> {
    if (entry.polling) return;
    entry.polling = true;
    for (let wait = FIRST_POLL_MS; entry.waiters.size > 0; wait = Math.min(LAST_POLL_MS, wait * 1.3)) {
      if (!this.local || wait >= LAST_POLL_MS) await this.look(projection).catch(() => undefined);
      if (entry.waiters.size > 0) await pause(wait);
    }
    entry.polling = false;
  }

  private async look(projection: string): Promise<void> {
    const state = await projectionState(this.pool, projection);
    if (state.failure) this.failed(projection, state.position, state.failure);
    else this.moved(projection, state.position);
  }

  private entry(projection: string): Entry {
    let entry = this.entries.get(projection);
    if (!entry) {
      entry = {
        position: null,
        failure: undefined,
        waiters: new Set(),
        hurry: new AbortController(),
        awaitedUntil: 0,
        decided: new AbortController(),
        polling: false,
      };
      this.entries.set(projection, entry);
    }
    return entry;
  }
}

function reached(entry: Entry, position: Position): boolean {
  return entry.position !== null && comparePositions(entry.position, position) >= 0;
}

function behind(projection: string, entry: Entry): DomainError {
  return new DomainError('projection-behind', { projection, retryAfter: entry.failure ? 30 : 1 });
}
