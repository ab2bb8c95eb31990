import { randomBytes } from 'node:crypto';
import { openEventStoreDb, type EventStoreDb } from '../eventstoredb';
import type { StoreUnderTest } from './sides';

/** The server that `url` names, with a log of its own on it: the stream prefix is new. */
export function freshLogOn(url: string): StoreUnderTest {
  const mark = url.includes('?') ? '&' : '?';
  const argument = `${url}${mark}streamPrefix=test_${randomBytes(8).toString('hex')}`;
  return {
    open: () => openStore(argument),
    opener: { module: __filename, name: 'openStore', argument },
    // Nothing is taken away: a server for tests is thrown away as a whole.
    dispose: async () => undefined,
  };
}

/** Opens a log in a child process. */
export function openStore(url: string): Promise<EventStoreDb> {
  return openEventStoreDb(url);
}
