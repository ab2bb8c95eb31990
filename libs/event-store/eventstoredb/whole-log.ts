import type { Uuid } from '#libs/kernel';
import { PAGE, TargetRefused, type LogTarget, type WholeAppend, type WholeEvent } from '../copy/types';
import { comparePositions, type Position } from '../port';
import type { Founding } from './identity';
import { openParts } from './open';
import type { Reader } from './reader';
import type { EventStoreDb } from './store';

/** A log on EventStoreDB, read or written whole by who copies it. */
export class EventStoreDbWholeLog implements LogTarget {
  private constructor(
    private readonly store: EventStoreDb,
    private readonly reader: Reader,
  ) {}

  /** @throws NoLog, and what {@link openEventStoreDb} throws */
  static async openSource(url: string): Promise<EventStoreDbWholeLog> {
    return EventStoreDbWholeLog.open(url, { found: false });
  }

  /**
   * A log that is not there yet is made, under the identity of the one that is copied.
   * @throws TargetRefused when another log is there
   */
  static async openTarget(url: string, logId: Uuid): Promise<EventStoreDbWholeLog> {
    const target = await EventStoreDbWholeLog.open(url, { as: logId });
    if (target.logId === logId) return target;
    await target.close();
    throw new TargetRefused(`the target is log ${target.logId} already: choose another streamPrefix`);
  }

  private static async open(url: string, founding: Founding): Promise<EventStoreDbWholeLog> {
    const { store, reader } = await openParts(url, { founding });
    return new EventStoreDbWholeLog(store, reader);
  }

  get logId(): Uuid {
    return this.store.logId;
  }

  async *pages(): AsyncGenerator<readonly WholeEvent[]> {
    for (let after: Position | undefined; ;) {
      // A read begins with the event at the position itself.
      const from = after;
      const run = await this.reader.all(from === undefined ? 'start' : { at: from }, 'forwards', PAGE);
      const page = run.events.filter(
        ({ event }) => from === undefined || comparePositions(event.position, from) > 0,
      );
      if (page.length > 0) yield page;
      if (run.ended || run.last === undefined) return;
      after = run.last;
    }
  }

  /** One after the other: only an append that is answered is before the next one for sure. */
  async append(appends: readonly WholeAppend[]): Promise<void> {
    for (const append of appends) {
      const [{ event: first }] = append as [WholeEvent];
      const expected = first.revision === 0 ? 'no-stream' : first.revision - 1;
      await this.store.append(
        first.stream,
        expected,
        append.map(({ event }) => event),
      );
    }
  }

  async close(): Promise<void> {
    await this.store.close();
  }
}
