import { comparePositions, type Position } from '../port';
import type { Reader } from './reader';

/** Where the log is known to have an event, and up to where everything was looked at. */
export interface Known {
  readonly event: Position | null;
  /** Position of an event, whoever wrote it: at or after `event`. */
  readonly upTo: Position;
}

/**
 * Position of the log's last event, also where somebody else wrote it to a stream of the log. A server that is shared can have millions of events of others after it, and has no
 * index of streams by prefix: it looks at each. So what was looked at once is not looked at again.
 */
export class Head {
  private known: Known | undefined;
  private asking: Promise<Position | null> | undefined;

  constructor(private readonly reader: Reader) {}

  /** Takes note of an event of the log, or of a stretch that somebody has looked through. */
  learn(known: Known): void {
    const before = this.known;
    if (before && comparePositions(known.upTo, before.upTo) <= 0) return;
    this.known = { event: known.event ?? before?.event ?? null, upTo: known.upTo };
  }

  /** Callers at the same time share an answer that was not begun before the first of them asked. */
  position(): Promise<Position | null> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async ask(): Promise<Position | null> {
    const end = await this.reader.end();
    const from = this.known;
    if (from && comparePositions(end, from.upTo) <= 0) return from.event;
    const found = await this.lastAfter(from?.upTo);
    this.learn({ event: found ?? null, upTo: end });
    return this.known!.event;
  }

  /** The last of our events after a position: looks through what is new, forwards until it knows that there is one. */
  private async lastAfter(known: Position | undefined): Promise<Position | undefined> {
    const isNew = (position: Position): boolean => !known || comparePositions(position, known) > 0;
    if (known && !(await this.hasMore(known))) return undefined;
    for (let place: Position | undefined; ;) {
      const { events, last } = await this.reader.places(place ? { at: place } : 'end', 'backwards', 1);
      if (!last || !isNew(last)) return undefined;
      if (events[0]) return last;
      place = last;
    }
  }

  private async hasMore(known: Position): Promise<boolean> {
    for (let place = known; ;) {
      // Two: a read begins with the event at the position itself.
      const { events, last, ended } = await this.reader.places({ at: place }, 'forwards', 2);
      if (events.some(position => comparePositions(position, known) > 0)) return true;
      if (ended || !last) return false;
      place = last;
    }
  }
}
