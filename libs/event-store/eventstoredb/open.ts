import { canonicalBytes, isUuid, randomId, type Uuid } from '#libs/kernel';
import { Appends } from './appends';
import { parseAddress, type EventStoreDbAddress } from './connection-string';
import { AccessDenied, LogDamaged, NoLog } from './failures';
import { appendRequest } from './messages';
import { connect, reach } from './reach';
import { Reader } from './reader';
import { assertUncut } from './settings';
import { DEFAULT_LIMITS, EventStoreDb, type EventStoreDbLimits } from './store';

/** What becomes of a log that is not there yet: it gets this identity, by default a new one, or it is not made. */
export type Founding = { readonly as?: Uuid } | { readonly found: false };

/**
 * Connects to EventStoreDB and makes sure of it: that the certificate and the password are accepted, that the version is
 * new enough, that nothing is set that would cut the log. The first start of an installation gives the log its identity.
 * @throws Error in words for who runs the service, with what to do; never with the password; NoLog
 */
export async function openEventStoreDb(
  url: string,
  limits: Partial<EventStoreDbLimits> = {},
  founding: Founding = {},
): Promise<EventStoreDb> {
  return (await openParts(url, limits, founding)).store;
}

/** The same, with the reader that it stands on. */
export async function openParts(
  url: string,
  limits: Partial<EventStoreDbLimits>,
  founding: Founding,
): Promise<{ readonly store: EventStoreDb; readonly reader: Reader }> {
  const address = parseAddress(url);
  const all = { ...DEFAULT_LIMITS, ...limits };
  const connection = connect(address.url);
  try {
    await reach(connection, address, all.patienceMs);
    const reader = new Reader(connection, address.prefix, all);
    const appends = new Appends(connection, all.silenceMs);
    const logId = await identity(reader, appends, address, founding);
    return { store: new EventStoreDb(logId, connection, reader, appends, address.prefix, all), reader };
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}

/** The log's identity, which position tokens carry. The first to start writes it; whoever comes second reads it. */
async function identity(
  reader: Reader,
  appends: Appends,
  address: EventStoreDbAddress,
  founding: Founding,
): Promise<Uuid> {
  const read = async (): Promise<Uuid | undefined> => {
    const first = await reader.single(address.logStream, 'first');
    return first && idIn(Buffer.from(first.getData_asU8()));
  };
  try {
    const id = await read();
    await assertUncut(reader, '$all', 'the whole of EventStoreDB ($all)');
    await assertUncut(reader, address.logStream, 'the identity of the log');
    for (const stream of ['catalogue', 'erasures'])
      await assertUncut(reader, address.prefix + stream, `the stream ${stream} of the log`);
    const head = await reader.head();
    if (id) return id;
    if (head !== null)
      throw new LogDamaged(
        'there are events of this log, and its identity is not there: its stream was deleted',
      );
    if ('found' in founding)
      throw new NoLog('EventStoreDB has no log of this service, under this streamPrefix.');
    await appends.attempt(
      appendRequest(address.logStream, 'no-stream', [logOpened(founding.as ?? randomId())]),
    );
    const written = await read();
    if (!written) throw new Error('EventStoreDB does not let this service write.');
    return written;
  } catch (error) {
    if (error instanceof AccessDenied) throw new Error(error.known ? NOT_ALLOWED : NOT_ACCEPTED);
    throw error;
  }
}

const NOT_ACCEPTED = 'EventStoreDB does not accept the user and password of EVENTSTORE_URL.';

const NOT_ALLOWED =
  'EventStoreDB does not allow the user of EVENTSTORE_URL (or, without one, anybody) what this service needs: to read $all and ' +
  'its metadata ($acl with $r and $mr in the metadata of $all), to read and write the streams of this installation.';

function logOpened(log: Uuid): Parameters<typeof appendRequest>[2][number] {
  return {
    id: randomId(),
    type: 'LogOpened',
    bytes: canonicalBytes({ log, format: 1 }),
    commandId: log,
    fingerprint: '-',
  };
}

function idIn(data: Buffer): Uuid {
  try {
    const { log, format } = JSON.parse(data.toString('utf8')) as { log?: unknown; format?: unknown };
    if (format === 1 && typeof log === 'string' && isUuid(log)) return log;
  } catch {
    // said below
  }
  throw new LogDamaged('the identity of the log is not of a form that this version knows');
}
