import type { Uuid } from '#libs/kernel';
import type { Revision, StoredEvent } from '../port';

interface KnownStream {
  /** All events before this revision are known. */
  next: Revision;
  readonly ids: Map<Uuid, Revision>;
  /** The stream's metadata was looked at. */
  checked: boolean;
}

/**
 * Which events the beginnings of streams hold, for streams that this process works with.
 *
 * EventStoreDB has no index of event ids: whether a stream has an event already can only be told by reading it. Events do
 * not change, so what was read once stays true: a stream is read once, and from then on its additions only.
 */
export class KnownEvents {
  private readonly streams = new Map<string, KnownStream>();
  private size = 0;

  /**
   * @param limit events that are remembered, over all streams; the stream used longest ago is forgotten first
   * @param isInUse streams that must not be forgotten now
   */
  constructor(
    private readonly limit: number,
    private readonly isInUse: (stream: string) => boolean,
  ) {}

  /** The revision from which on nothing is known of a stream. */
  next(stream: string): Revision {
    return this.use(stream).next;
  }

  /** Takes note of a run of events, in order. A run that does not follow on what is known is of no use and is left. */
  learn(stream: string, events: readonly Pick<StoredEvent, 'id' | 'revision'>[]): void {
    const known = this.use(stream);
    for (const { id, revision } of events) {
      if (revision !== known.next) continue;
      known.next += 1;
      known.ids.set(id, revision);
      this.size += 1;
    }
    this.forget();
  }

  /** Where any of these events is, among what is known. */
  find(stream: string, ids: readonly Uuid[]): Revision | undefined {
    const known = this.use(stream);
    return ids.map(id => known.ids.get(id)).find(revision => revision !== undefined);
  }

  isChecked(stream: string): boolean {
    return this.use(stream).checked;
  }

  setChecked(stream: string): void {
    this.use(stream).checked = true;
  }

  private use(stream: string): KnownStream {
    const known = this.streams.get(stream) ?? { next: 0, ids: new Map(), checked: false };
    // Maps keep the order of insertion: the last is the one used last.
    this.streams.delete(stream);
    this.streams.set(stream, known);
    return known;
  }

  private get isFull(): boolean {
    return this.size + this.streams.size > this.limit;
  }

  private forget(): void {
    // A Map whose entries went to its end is slow to say which is its first: not asked while there is room.
    if (!this.isFull) return;
    for (const [stream, known] of this.streams) {
      if (!this.isFull) return;
      if (this.isInUse(stream)) continue;
      this.streams.delete(stream);
      this.size -= known.next;
    }
  }
}
