import { setTimeout as sleep } from 'node:timers/promises';
import type { CallOptions, ClientDuplexStream, ClientReadableStream, Metadata } from '@grpc/grpc-js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import type {
  BatchAppendReq,
  BatchAppendResp,
  ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb';
import { createClient, type ClientName, type ServerClient } from './client';

export type ReadCall = ClientReadableStream<ReadResp>;
export type BatchCall = ClientDuplexStream<BatchAppendReq, BatchAppendResp>;

/** What the client takes for a lost connection. */
const LOST = Object.assign(new Error('no leader here'), { code: 14, details: '' });
const RENEW_AT_MOST_EVERY_MS = 500;

/** How long a node that was chosen has to take the connection; each that did not gives the next one twice as long. */
const [CONNECT_WITHIN_MS, CONNECT_AT_MOST_MS] = [1_000, 8_000];

export class Connection {
  private readonly client: ServerClient;
  private latest: StreamsClient | undefined;
  private renewed = 0;
  private connectWithinMs = CONNECT_WITHIN_MS;

  constructor(name: ClientName, url: string) {
    this.client = createClient(name, url);
  }

  /** Asks for the version without signing in: what fails here is the way to the server. */
  async serverVersion(): Promise<string> {
    return (await this.client.capabilities).serverVersion;
  }

  /**
   * Starts a read. Only a leader answers: a follower may not have what was written before.
   * `listen` attaches listeners before anything can be emitted; an error is never lost.
   */
  async read(request: ReadReq, listen: (call: ReadCall) => void): Promise<ReadCall> {
    return this.start('read', client => client.read(request, ...this.arguments()), listen);
  }

  /** Opens the one stream that all appends go through. */
  async batchAppend(listen: (call: BatchCall) => void): Promise<BatchCall> {
    return this.start('append', client => client.batchAppend(...this.arguments()), listen);
  }

  /**
   * Looks for the leader anew with the next call. The client does so by itself when a connection is lost or a node names the
   * leader; not when a node is frozen, or parted from the others and knows none. Calls under way are left to end.
   */
  renew(): void {
    if (!this.latest || Date.now() - this.renewed < RENEW_AT_MOST_EVERY_MS) return;
    this.renewed = Date.now();
    void this.client.handleError(this.latest, LOST);
  }

  async close(): Promise<void> {
    // The client waits for its calls to finish; one that a lost server left half open does not.
    const bounded = <T>(work: Promise<T>): Promise<T | void> =>
      Promise.race([work, sleep(1000, undefined, { ref: false })]);
    await bounded(this.client.dispose());
    await bounded(this.client.getChannel().then(channel => channel.close()));
  }

  private start<T extends object>(
    name: string,
    create: (client: StreamsClient) => T,
    listen: (call: T) => void,
  ): Promise<T> {
    return this.client.GRPCStreamCreator(StreamsClient, name, client => {
      if (client !== this.latest) this.expect(client);
      const call = create(client);
      listen(call);
      return call;
    })();
  }

  /**
   * The other nodes name one as leader for some seconds after it is gone. One that does not even take the connection is left
   * before its silence could be noticed: what waits for it is tried again on the one that they name then.
   */
  private expect(client: StreamsClient): void {
    this.latest = client;
    client.waitForReady(Date.now() + this.connectWithinMs, error => {
      if (!error) this.connectWithinMs = CONNECT_WITHIN_MS;
      else if (client === this.latest) {
        this.connectWithinMs = Math.min(this.connectWithinMs * 2, CONNECT_AT_MOST_MS);
        void this.client.handleError(client, LOST);
      }
    });
  }

  /** No deadline for the call: it is ended by whoever waits for its next message. */
  private arguments(): [Metadata, CallOptions] {
    return this.client.callArguments({ requiresLeader: true }, { deadline: Infinity });
  }
}
