import {
  Channel,
  type CallOptions,
  type ChannelCredentials,
  type ChannelOptions,
  type Metadata,
} from '@grpc/grpc-js';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';

/** Whose client speaks to the server: `eventstore` is the one that is named and tested most; `kurrentdb` is its successor. */
export const CLIENTS = ['eventstore', 'kurrentdb'] as const;
export type ClientName = (typeof CLIENTS)[number];

/**
 * What both clients (6.2.1 and 1.3.1, pinned) do below their public methods: find the leader, keep one channel, renew it
 * after the loss of a node or a change of leader, sign in. The Streams service is spoken through them with generated
 * messages, because the public methods write JSON anew instead of keeping bytes, cannot filter a read of all streams,
 * take a read that was cut short for a whole one, and share the answers to appends between all clients of a process
 * (docs/adr/0012). The service and its messages are the same for both.
 */
export interface ServerClient {
  GRPCStreamCreator<T extends object>(
    client: typeof StreamsClient,
    name: string,
    create: (client: StreamsClient) => T,
  ): () => Promise<T>;
  callArguments(
    options: { requiresLeader: boolean },
    call: { deadline: Date | number },
  ): [Metadata, CallOptions];
  getChannel(): Promise<Channel>;
  createChannel: () => Promise<Channel>;
  handleError: (client: StreamsClient, error: Error) => Promise<void>;
  readonly capabilities: Promise<{ readonly serverVersion: string }>;
  dispose(): Promise<void>;
}

/** The client that the address asks for is not installed; the message says what to do. */
export class NoClient extends Error {}

/**
 * @param url for the client, by the scheme `esdb` or `esdb+discover`
 * @throws Error of the client, for what it does not accept; NoClient where its package is not there
 */
export function createClient(name: ClientName, url: string): ServerClient {
  const made =
    name === 'eventstore'
      ? EventStoreDBClient.connectionString(url)
      : kurrentDb().KurrentDBClient.connectionString(url.replace(/^esdb/, 'kurrentdb'));
  const client = made as unknown as ServerClient;
  // The client calls this for each call that breaks, waits in it for a connection that is being made, and lets its failure
  // (no node was found) go unhandled, which would end the process. Whoever makes the connection hears of that.
  const handleError = client.handleError;
  client.handleError = (broken, error) => handleError(broken, error).catch(() => undefined);
  const createChannel = client.createChannel;
  client.createChannel = async () => apart(await createChannel());
  return client;
}

/** What a channel of grpc-js (1.14, pinned) is made of. */
interface Made {
  readonly internalChannel: { readonly credentials: ChannelCredentials; readonly options: ChannelOptions };
}

/**
 * The same channel with a connection of its own. Those of grpc-js share theirs: one to a node that fell silent while it was
 * made is waited for without end, by every later channel to that node too, also when the node has long been back.
 */
function apart(made: Channel): Channel {
  const { credentials, options } = (made as unknown as Made).internalChannel;
  made.close();
  // Options of a proxy are among those that it has.
  const own = { 'grpc.use_local_subchannel_pool': 1, 'grpc.enable_http_proxy': 0 };
  return new Channel(made.getTarget(), credentials, { ...options, ...own });
}

/**
 * An optional package, of native code: loaded where it is asked for. The generated messages of both packages keep their
 * classes in one tree of global names, where those loaded last take the places of the others: ours are put back.
 */
function kurrentDb(): typeof import('@kurrent/kurrentdb-client') {
  const { proto } = globalThis as unknown as { proto: { event_store: object } };
  const ours = proto.event_store;
  proto.event_store = {};
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require('@kurrent/kurrentdb-client') as typeof import('@kurrent/kurrentdb-client');
  } catch (error) {
    throw new NoClient(
      'EVENTSTORE_URL asks for client=kurrentdb, whose package is not there: npm install @kurrent/kurrentdb-client.',
      { cause: error },
    );
  } finally {
    proto.event_store = ours;
  }
}
