import type { EventRecord } from './record';
import type { EventStore, Revision, StoredEvent } from './port';
import type { EventTypes } from './registry';

const PAGE = 500;

/** The events of a stream from a revision on, in their order. A stream may be long: a page of it is in memory, not all. */
export async function* eventsOf(
  store: Pick<EventStore, 'readStream'>,
  stream: string,
  from: Revision = 0,
): AsyncGenerator<StoredEvent> {
  for (let next = from, page = PAGE; page === PAGE; next += page) {
    const events = await store.readStream(stream, { from: next, limit: PAGE });
    page = events.length;
    yield* events;
  }
}

/** The same, read in the shape of now. */
export async function* recordsOf(
  store: Pick<EventStore, 'readStream'>,
  types: Pick<EventTypes, 'read'>,
  stream: string,
): AsyncGenerator<EventRecord> {
  for await (const stored of eventsOf(store, stream)) yield types.read(stored);
}
