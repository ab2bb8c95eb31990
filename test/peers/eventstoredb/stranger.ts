import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { Peer } from './peer';

/** Somebody else on the same server: another program, or an operator. Streams by their full names. */
export interface Stranger {
  write(stream: string, ...data: object[]): Promise<void>;
  /** Sets all of a stream's metadata. */
  describe(stream: string, metadata: Record<string, unknown>): Promise<void>;
  /** For ever. */
  tombstone(stream: string): Promise<void>;
  leave(): Promise<void>;
}

export function strangerOnPeer({ log }: Peer): Stranger {
  const done = Promise.resolve();
  return {
    write: (stream, ...data) => (data.forEach(each => log.foreign(stream, each)), done),
    describe: (stream, metadata) => (log.foreign(`$$${stream}`, metadata, '$metadata'), done),
    tombstone: stream => (log.foreign(stream, {}, '$streamDeleted'), done),
    leave: () => done,
  };
}

/** By the client's public methods. */
export function strangerOn(url: string): Stranger {
  const client = EventStoreDBClient.connectionString(url);
  return {
    async write(stream, ...data) {
      await client.appendToStream(
        stream,
        data.map(each => jsonEvent({ type: 'Foreign', data: each as Record<string, never> })),
      );
    },
    async describe(stream, metadata) {
      const event = jsonEvent({ type: '$metadata', data: metadata as Record<string, never> });
      await client.appendToStream(`$$${stream}`, event);
    },
    async tombstone(stream) {
      await client.tombstoneStream(stream);
    },
    leave: () => client.dispose(),
  };
}
