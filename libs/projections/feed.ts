import type { Batch, EventRecord, EventStore, Position, StoredEvent } from '#libs/event-store';
import { Window, type FedEvent, type Following, type Slice } from './window';

export type { FedEvent, Slice } from './window';

/** Queries wait for who is at the front. */
const AT_FRONT: Following = { share: 1, mostMs: 1_000, followsAhead: true };
/** Of those behind, the slowest says when all have caught up, and whoever leaves it behind reads and decodes for itself alone. */
const BEHIND: Following = { share: 10, mostMs: 10_000, followsAhead: false };

/**
 * Reads and decodes the log once for several projections, each at its own position: by a window at the front, and by another
 * one for those that are further behind. Who is even further behind reads alone until it meets one of them.
 */
export class Feed {
  private readonly front: Window;
  private readonly behind: Window;

  constructor(
    private readonly store: EventStore,
    private readonly decode: (stored: StoredEvent) => EventRecord,
    private readonly limit: number,
    signal: AbortSignal,
    private readonly outage?: (error: Error) => void,
  ) {
    this.front = new Window((after, end) => this.batches(after, end), signal, AT_FRONT);
    this.behind = new Window((after, end) => this.pages(after, end), signal, BEHIND);
  }

  /**
   * What follows a reader's position; waits when there is nothing yet.
   * @throws what the store throws; a later call tries again
   */
  async after(reader: string, position: Position | null): Promise<Slice> {
    const front = await this.front.after(reader, position);
    if (front) {
      this.behind.leave(reader);
      return front;
    }
    return (await this.behind.after(reader, position)) ?? this.page(position);
  }

  /** Nobody waits for this reader until it asks again: it is in trouble. */
  leave(reader: string): void {
    this.front.leave(reader);
    this.behind.leave(reader);
  }

  private async *batches(after: Position | null, signal: AbortSignal): AsyncGenerator<Slice> {
    for await (const batch of this.store.batches(after, {
      limit: this.limit,
      signal,
      ...(this.outage && { outage: this.outage }),
    }))
      yield this.decoded(batch);
  }

  /** Never waits for more: who comes to the end is at the front. */
  private async *pages(after: Position | null, signal: AbortSignal): AsyncGenerator<Slice> {
    for (let position = after; !signal.aborted;) {
      const page = await this.page(position);
      position = page.position;
      yield page;
    }
  }

  private async page(position: Position | null): Promise<Slice> {
    return { ...this.decoded(await this.store.readAll(position, this.limit)), caughtUp: false };
  }

  private decoded(batch: Batch): Slice {
    return { ...batch, events: batch.events.map(stored => this.decodedOne(stored)) };
  }

  private decodedOne(stored: StoredEvent): FedEvent {
    try {
      return { stored, record: this.decode(stored) };
    } catch (undecodable) {
      return { stored, undecodable };
    }
  }
}
