import { setTimeout as sleep } from 'node:timers/promises';
import type { Uuid } from '#libs/kernel';
import { PAGE, TargetRefused, type LogTarget, type WholeAppend, type WholeEvent } from '../copy/types';
import { comparePositions, type ExpectedRevision, type Position, type StoredEvent } from '../port';
import type { Founding } from './identity';
import { appendRequest } from './messages';
import { openParts, type OpenParts } from './open';
import { MOVED_AWAY_AFTER_MS } from './store';

/** A log on EventStoreDB, read or written whole by who copies it. */
export class EventStoreDbWholeLog implements LogTarget {
  readonly takesStreamsAgain = true;

  private constructor(private readonly parts: OpenParts) {}

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
    return new EventStoreDbWholeLog(await openParts(url, { founding }));
  }

  get logId(): Uuid {
    return this.parts.store.logId;
  }

  head(): Promise<Position | null> {
    return this.parts.store.head();
  }

  async *pages(start: Position | null): AsyncGenerator<readonly WholeEvent[]> {
    for (let after = start ?? undefined; ;) {
      // A read begins with the event at the position itself.
      const from = after;
      const run = await this.parts.reader.all(from === undefined ? 'start' : { at: from }, 'forwards', PAGE);
      const page = run.events.filter(
        ({ event }) => from === undefined || comparePositions(event.position, from) > 0,
      );
      if (page.length > 0) yield page;
      if (run.ended || run.last === undefined) return;
      after = run.last;
    }
  }

  /**
   * All at once on one call, on which the leader keeps the order. Where an answer is missing, each from there on is looked up
   * or written, one after the other.
   * @throws TargetRefused when a later one was written and an earlier one was not: that order cannot be mended
   */
  async append(appends: readonly WholeAppend[]): Promise<void> {
    const { appends: calls, ours } = this.parts;
    const answers = await calls.inOrder(
      appends.map(append =>
        appendRequest(ours.prefix + append[0]!.event.stream, expectedOf(append), eventsOf(append)),
      ),
    );
    const missing = answers.findIndex(({ kind }) => kind !== 'appended');
    if (missing < 0) return;
    let written = false;
    for (const append of appends.slice(missing)) {
      const { repeated } = await this.parts.store.append(
        append[0]!.event.stream,
        expectedOf(append),
        eventsOf(append),
      );
      if (repeated && written)
        throw new TargetRefused(
          'a lost leader left the order of the copy broken: copy to another streamPrefix',
        );
      written ||= !repeated;
    }
  }

  /** Who has it open asks every few seconds. */
  async moveAway(): Promise<void> {
    await this.parts.stream.close(this.parts.identity);
    await sleep(MOVED_AWAY_AFTER_MS);
  }

  async close(): Promise<void> {
    await this.parts.store.close();
  }
}

function expectedOf([first]: WholeAppend): ExpectedRevision {
  const { revision } = first!.event;
  return revision === 0 ? 'no-stream' : revision - 1;
}

function eventsOf(append: WholeAppend): StoredEvent[] {
  return append.map(({ event }) => event);
}
