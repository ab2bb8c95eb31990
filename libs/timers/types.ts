import type { CommandContext } from '#libs/commands';
import type { EventRecord } from '#libs/event-store';
import type { Json } from '#libs/kernel';

/**
 * Timers: what is to be done at a time, kept durable. A feature declares its own in its descriptor (`timers`):
 *
 * 1. `set`, pure: for each event type that sets or ends a date, what it {@link schedule}s or {@link cancel}s
 *    ({@link TimerFunctions}). A date that was decided is in the event, so the log alone says which timers stand, and a
 *    rebuild gives the same.
 * 2. `due`: the command of each of its timer names. The bus carries it out at or after the due time, at least once, in
 *    one process at a time. Its handler loads the state fresh, decides whether there is still something to do, and
 *    appends under `timer.context`, whose command id follows from name, key and due time. When it returns, the timer is
 *    gone, or moved to the time that it answers: what is due next follows from rules that may change meanwhile, so it is
 *    asked for anew each time. When it throws, it is called again after a growing pause (1 s to 5 min).
 *
 * For what is found by looking around rather than by an event there are {@link Sweep}s.
 */
export interface Timer {
  /** Which handler: `<feature>/<what>`, such as `matter/end`. */
  readonly name: string;
  /** What it is about: an id of the feature, such as the matter's. One timer of a name and key stands at a time. */
  readonly key: string;
  /** By the injected clock. */
  readonly due: Date;
  /** Ids and codes that the handler needs besides the key; never a personal value. */
  readonly payload: Readonly<Record<string, string>>;
}

/** What one event does to a timer. */
export type TimerChange =
  | ({ readonly op: 'schedule' } & Timer)
  | ({ readonly op: 'bring-forward'; /** Of the event. */ readonly at: Date } & Timer)
  | { readonly op: 'cancel'; readonly name: string; readonly key: string };

/** Sets a timer, or moves it. */
export function schedule(
  name: string,
  key: string,
  due: Date,
  payload: Readonly<Record<string, string>> = {},
): TimerChange {
  return { op: 'schedule', name, key, due, payload };
}

/**
 * Sets a timer, or moves it to be due sooner; one that is due sooner already stays. One that was due before the event is
 * a millisecond sooner yet: who fires it just then learns that it was set again, and does not take it away.
 * @param at time of the event
 */
export function bringForward(name: string, key: string, due: Date, at: Date): TimerChange {
  return { op: 'bring-forward', name, key, due, at, payload: {} };
}

export function cancel(name: string, key: string): TimerChange {
  return { op: 'cancel', name, key };
}

/** What each event type of a feature does to its timers; most do nothing and are left out. */
export type TimerFunctions<M> = {
  readonly [T in keyof M]?: (data: M[T], record: EventRecord<string, M[T]>) => readonly TimerChange[];
};

/** A timer that has come due, with the command that follows from it. */
export interface DueTimer extends Timer {
  readonly context: CommandContext;
  /** Aborts when this process is to stop: what is waited for then is left to the next try. */
  readonly signal: AbortSignal;
}

export type TimerHandler = (timer: DueTimer) => Promise<Date | void>;

/** Work that looks around for something to do, in one process at a time. */
export interface Sweep {
  readonly name: string;
  /** Pause between two runs, in real time. */
  readonly everyMs: number;
  /** What it answers is kept and given to its next run, in whatever process: how far it has come. */
  run(mark: Json | null): Promise<Json | void>;
}

/** What a process that runs timers can tell its metrics and its log. Must not throw. */
export interface TimerHooks {
  fired?(name: string): void;
  /** A timer or a sweep failed and will be tried again. `error`: its class and code. */
  troubled?(trouble: { readonly name: string; readonly error: string; readonly failures: number }): void;
}
