import type { PoolClient } from 'pg';
import type { EventRecord } from '#libs/event-store';
import type { ProjectedEvent, Projection } from '#libs/projections';
import { writeChanges } from './table';
import type { TimerChange, TimerFunctions } from './types';

type AnyFunction = (data: never, record: EventRecord<string, never>) => readonly TimerChange[];

/** What events of all features do to timers. */
export class TimerTable {
  private readonly functions = new Map<string, AnyFunction>();

  /** @throws RangeError when two features speak of one event type */
  constructor(...features: readonly TimerFunctions<object>[]) {
    for (const [type, change] of features.flatMap(feature => Object.entries(feature))) {
      if (this.functions.has(type)) throw new RangeError(`two features set timers by ${type}`);
      this.functions.set(type, change as AnyFunction);
    }
  }

  changesOf(record: EventRecord): readonly TimerChange[] {
    return this.functions.get(record.type)?.(record.data as never, record as never) ?? [];
  }
}

/** Keeps the table of timers. */
export class TimersProjection implements Projection {
  readonly name = 'timers';
  readonly tables = ['timers'];

  constructor(private readonly table: TimerTable) {}

  /** Few events of a type that can set a timer do: data of the contract has no date of its own. */
  concerns(record: ProjectedEvent['record']): boolean {
    return this.table.changesOf(record).length > 0;
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    const last = new Map<string, TimerChange>();
    for (const { record } of events)
      for (const change of this.table.changesOf(record)) {
        const timer = `${change.name} ${change.key}`;
        last.set(timer, lastWord(last.get(timer), change));
      }
    if (last.size > 0) await writeChanges(tx, [...last.values()]);
  }
}

/** See {@link bringForward}. */
function setAgain(due: Date, at: Date): Date {
  return due <= at ? new Date(due.getTime() - 1) : due;
}

/** What two changes of a timer come to, one after the other. */
function lastWord(before: TimerChange | undefined, change: TimerChange): TimerChange {
  if (change.op !== 'bring-forward' || !before) return change;
  if (before.op === 'cancel') return { ...change, op: 'schedule' };
  if (before.due <= change.due) return { ...before, due: setAgain(before.due, change.at) };
  return before.op === 'schedule' ? { ...change, op: 'schedule' } : change;
}
