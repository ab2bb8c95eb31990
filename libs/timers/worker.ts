import { isDeepStrictEqual } from 'node:util';
import type { Pool } from 'pg';
import { Leases, pause } from '#libs/database';
import type { Clock, Json } from '#libs/kernel';
import { failureOf } from '#libs/logging';
import type { Vault } from '#libs/vault';
import { dueTimers, moveOn, noteSweep, postpone, sweepStates, takeAway } from './table';
import type { DueTimer, Sweep, Timer, TimerHandler, TimerHooks } from './types';

/** Timers that are fired at once, at most. */
const AT_ONCE = 32;

export interface TimerOptions {
  /** Absent: of its own, by the connections of the work. */
  readonly leases?: Leases;
  /** How often the table is looked at, in real time; while nothing is due less and less often, to a quarter of it. */
  readonly pollMs?: number;
  readonly hooks?: TimerHooks;
}

/**
 * Fires timers and runs sweeps, in one process at a time among all on a database. A process that lost its turn without
 * knowing may fire a timer that another fires too: handlers are idempotent by the command ids that they are given.
 */
export class TimerWorker {
  private readonly stopping = new AbortController();
  private readonly leases: Leases;
  private running: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    private readonly ids: Pick<Vault, 'idFrom'>,
    private readonly handlers: Readonly<Record<string, TimerHandler>>,
    private readonly sweeps: readonly Sweep[],
    private readonly options: TimerOptions = {},
  ) {
    this.leases = options.leases ?? new Leases(pool);
  }

  /** Begins to compete for the turn. */
  start(): void {
    this.running ??= this.leases.hold('timers', this.stopping.signal, async held => {
      await Promise.all([this.fireDue(held), ...this.sweeps.map(sweep => this.sweep(sweep, held))]);
    });
  }

  /** Finishes what is being fired and hands over the turn. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async fireDue(signal: AbortSignal): Promise<void> {
    const { pollMs = 500 } = this.options;
    for (let wait = pollMs; !signal.aborted;) {
      const due = await dueTimers(this.pool, this.clock.now(), AT_ONCE).catch((error: unknown) => {
        this.trouble('timers', error, 1);
        return [];
      });
      const done = await Promise.all(due.map(timer => this.fire(timer, signal)));
      wait = due.length > 0 ? pollMs : Math.min(wait * 2, pollMs * 4);
      if (due.length < AT_ONCE || done.includes(false)) await pause(wait, signal);
    }
  }

  /** @returns whether it is done */
  private async fire(timer: Timer, signal: AbortSignal): Promise<boolean> {
    const { name } = timer;
    try {
      const handler = this.handlers[name];
      if (!handler) throw new UnknownTimer(name);
      const again = await handler({ ...this.withCommand(timer), signal });
      await (again ? moveOn(this.pool, timer, again) : takeAway(this.pool, timer));
      this.options.hooks?.fired?.(name);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const failures = await postpone(this.pool, timer, describe(error)).catch(() => 1);
      this.trouble(name, error, failures);
      return false;
    }
  }

  /** The command that follows from the timer: the same however often it is fired, another one when it was moved. */
  private withCommand(timer: Timer): Omit<DueTimer, 'signal'> {
    const { name, key, due } = timer;
    const at = due.toISOString();
    return {
      ...timer,
      context: {
        commandId: this.ids.idFrom(key, `timer:${name}:${at}`),
        actor: { role: 'system', id: 'timers' },
        dryRun: false,
      },
    };
  }

  /** Runs a sweep again and again. What it answers is written where it is not what was written before. */
  private async sweep(sweep: Sweep, signal: AbortSignal): Promise<void> {
    const { name } = sweep;
    let noted: { readonly mark: Json | null; readonly failures: number } | undefined;
    while (!signal.aborted) {
      try {
        noted ??= (await sweepStates(this.pool)).find(state => state.name === name);
        const mark = (await sweep.run(noted?.mark ?? null)) ?? null;
        if (!noted || noted.failures > 0 || !isDeepStrictEqual(mark, noted.mark))
          await noteSweep(this.pool, name, { mark });
        noted = { mark, failures: 0 };
      } catch (error) {
        const failures = await noteSweep(this.pool, name, { error: describe(error) }).catch(() => 1);
        noted = undefined;
        this.trouble(name, error, failures);
      }
      await pause(sweep.everyMs, signal);
    }
  }

  private trouble(name: string, error: unknown, failures: number): void {
    this.options.hooks?.troubled?.({ name, error: describe(error), failures });
  }
}

/** A timer of a feature that this program does not have: it stays, for one that does. */
class UnknownTimer extends Error {}

function describe(error: unknown): string {
  const { type, code } = failureOf(error);
  return code === undefined ? type : `${type} ${code}`;
}
