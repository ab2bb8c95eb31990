import { Appends } from './appends';
import { parseAddress, type EventStoreDbAddress } from './connection-string';
import { AccessDenied } from './failures';
import { Head } from './head';
import { IdentityStream, type Founding, type Identity } from './identity';
import type { Ours } from './messages';
import { connect, reach } from './reach';
import { Reader } from './reader';
import { assertUncut } from './settings';
import { DEFAULT_LIMITS, EventStoreDb, type EventStoreDbLimits } from './store';

/** For who has no streams of kinds: all under the prefix are the log's. */
const EVERY_STREAM: Omit<Ours, 'prefix'> = { knows: () => true, foreign: () => undefined };

export interface OpenParts {
  readonly store: EventStoreDb;
  readonly reader: Reader;
  readonly appends: Appends;
  readonly ours: Ours;
  readonly stream: IdentityStream;
  readonly identity: Identity;
}

export interface OpenOptions {
  readonly limits?: Partial<EventStoreDbLimits>;
  readonly founding?: Founding;
  readonly streams?: Partial<Omit<Ours, 'prefix'>>;
}

/**
 * Connects to EventStoreDB and makes sure of it: that the certificate and the password are accepted, that the version is
 * new enough, that nothing is set that would cut the log. The first start of an installation gives the log its identity.
 * @throws Error in words for who runs the service, with what to do; never with the password; NoLog
 */
export async function openEventStoreDb(
  url: string,
  limits: Partial<EventStoreDbLimits> = {},
  options: Omit<OpenOptions, 'limits'> = {},
): Promise<EventStoreDb> {
  return (await openParts(url, { ...options, limits })).store;
}

/** The same, with the reader that it stands on. */
export async function openParts(
  url: string,
  { limits, founding = {}, streams }: OpenOptions,
): Promise<OpenParts> {
  const address = parseAddress(url);
  const all = { ...DEFAULT_LIMITS, ...limits };
  const connection = connect(address);
  try {
    await reach(connection, address, all.patienceMs);
    const ours: Ours = { prefix: address.prefix, ...EVERY_STREAM, ...streams };
    const reader = new Reader(connection, ours, all);
    const appends = new Appends(connection, all.silenceMs, () => reader.probe());
    const stream = new IdentityStream(reader, appends, address.logStream, address.prefix);
    const identity = await identify(reader, stream, address, founding);
    const head = new Head(reader);
    head.learn({ event: null, upTo: identity.at });
    const store = new EventStoreDb(
      placeOf(address),
      address.user,
      identity,
      stream,
      connection,
      reader,
      appends,
      head,
      ours,
      all,
    );
    return { store, reader, appends, ours, stream, identity };
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}

/** Connected, and nothing asked of a log. */
export async function openBare(
  address: EventStoreDbAddress,
): Promise<{ readonly reader: Reader; readonly appends: Appends; readonly close: () => Promise<void> }> {
  const connection = connect(address);
  await reach(connection, address, DEFAULT_LIMITS.patienceMs);
  const reader = new Reader(connection, { prefix: address.prefix, ...EVERY_STREAM }, DEFAULT_LIMITS);
  const appends = new Appends(connection, DEFAULT_LIMITS.silenceMs, () => reader.probe());
  return {
    reader,
    appends,
    async close() {
      await appends.close();
      await connection.close();
    },
  };
}

/** Makes sure of what this service may do and that nothing is cut, and asks who the log is. */
async function identify(
  reader: Reader,
  stream: IdentityStream,
  { prefix, logStream }: EventStoreDbAddress,
  founding: Founding,
): Promise<Identity> {
  try {
    await reader.end();
    for (const each of ['$all', logStream, `${prefix}catalogue`, `${prefix}erasures`])
      await assertUncut(reader, each);
    return await stream.readOrFound(founding);
  } catch (error) {
    if (error instanceof AccessDenied) throw new Error(error.known ? NOT_ALLOWED : NOT_ACCEPTED);
    throw error;
  }
}

const NOT_ACCEPTED = 'EventStoreDB does not accept the user and password of EVENTSTORE_URL.';

const NOT_ALLOWED =
  'EventStoreDB does not allow the user of EVENTSTORE_URL (or, without one, anybody) what this service needs: to read $all and ' +
  'its metadata ($acl with $r and $mr in the metadata of $all), to read and write the streams of this installation.';

function placeOf({ hosts, prefix }: EventStoreDbAddress): string {
  return `EventStoreDB at ${hosts.join(', ')}, in streams ${prefix}*`;
}
