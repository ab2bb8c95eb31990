import { LRUCache } from 'lru-cache';
import type { EventRecord, EventStore, EventTypes, Revision } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { Fold, Loaded } from './types';

/** A stream as a command sees it: its name, whose keys seal its values, how it is folded. */
export interface StreamOf<S, M> {
  readonly name: string;
  /** Owner of its keys, see KeyScope. */
  readonly owner: string;
  readonly fold: Fold<S, M>;
}

interface Cached extends Loaded<unknown> {
  /** Commands of the stream; shared by all versions of the cached state, only added to. */
  readonly commands: Set<Uuid>;
}

export type LoadedStream<S> = Loaded<S> & {
  readonly commands: ReadonlySet<Uuid>;
  /** True when the store was asked just now; a cached state may be behind other processes' writes. */
  readonly fresh: boolean;
};

const PAGE = 500;
/** Events that all cached states are folded from, at most: each leaves its command there, so long streams weigh more. */
const MAX_EVENTS = 300_000;

/** Folded states by stream, kept by revision. A cached state is only ever replaced by a later one. */
export class Streams {
  private readonly cache: LRUCache<string, Cached>;

  constructor(
    private readonly store: EventStore,
    private readonly types: EventTypes,
    max = 20_000,
  ) {
    this.cache = new LRUCache({
      max,
      maxSize: MAX_EVENTS,
      sizeCalculation: ({ revision }) => Math.min(revision + 1, MAX_EVENTS / 10),
    });
  }

  /** `fresh`: read what others may have added since; otherwise a cached state will do. */
  async load<S, M>(stream: StreamOf<S, M>, fresh: boolean): Promise<LoadedStream<S>> {
    const cached = this.cache.get(stream.name);
    if (cached && !fresh) return { ...(cached as Loaded<S> & Cached), fresh: false };
    let loaded = (cached ?? empty(stream)) as Loaded<S> & Cached;
    for (let page = PAGE; page === PAGE;) {
      const events = await this.store.readStream(stream.name, { from: loaded.revision + 1, limit: PAGE });
      page = events.length;
      for (const stored of events)
        loaded = this.evolve(stream, loaded, this.types.read(stored), stored.revision);
    }
    this.keep(stream.name, loaded);
    return { ...loaded, fresh: true };
  }

  /** The state that a stream begins with, or what is cached of it: for who expects that it is not there yet. */
  beginning<S, M>(stream: StreamOf<S, M>): LoadedStream<S> {
    const cached = this.cache.get(stream.name);
    return { ...((cached ?? empty(stream)) as Loaded<S> & Cached), fresh: false };
  }

  /** The state as it was at a revision; neither from the cache nor into it. */
  async stateAt<S, M>(stream: StreamOf<S, M>, revision: Revision): Promise<S> {
    let state = stream.fold.initial;
    for (let from = 0; from <= revision; from += PAGE) {
      const limit = Math.min(PAGE, revision + 1 - from);
      for (const stored of await this.store.readStream(stream.name, { from, limit })) {
        state = stream.fold.evolve(
          state,
          this.types.read(stored) as Parameters<typeof stream.fold.evolve>[1],
          stored.revision,
        );
      }
    }
    return state;
  }

  /** Takes over the events that this process has just appended. */
  advance<S, M>(
    stream: StreamOf<S, M>,
    from: LoadedStream<S>,
    records: readonly EventRecord[],
  ): LoadedStream<S> {
    let loaded = from as Loaded<S> as Loaded<S> & Cached;
    for (const record of records) loaded = this.evolve(stream, loaded, record, loaded.revision + 1);
    this.keep(stream.name, loaded);
    return { ...loaded, fresh: true };
  }

  private evolve<S, M>(
    stream: StreamOf<S, M>,
    loaded: Loaded<S> & Cached,
    record: EventRecord,
    revision: Revision,
  ): Loaded<S> & Cached {
    loaded.commands.add(record.command);
    const state = stream.fold.evolve(
      loaded.state,
      record as Parameters<typeof stream.fold.evolve>[1],
      revision,
    );
    return { state, revision, lastTime: record.time, commands: loaded.commands };
  }

  private keep(name: string, loaded: Cached): void {
    if (loaded.revision < 0 || (this.cache.peek(name)?.revision ?? -1) > loaded.revision) return;
    const { state, revision, lastTime, commands } = loaded;
    this.cache.set(name, { state, revision, lastTime, commands });
  }
}

function empty<S, M>({ fold }: StreamOf<S, M>): Loaded<S> & Cached {
  return { state: fold.initial, revision: -1, lastTime: '', commands: new Set() };
}
