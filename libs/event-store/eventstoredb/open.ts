import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalBytes, isUuid, randomId, type Uuid } from '#libs/kernel';
import { Appends } from './appends';
import { Connection } from './connection';
import { parseAddress, type EventStoreDbAddress } from './connection-string';
import { AccessDenied, connectionText, isPassing, LogDamaged } from './failures';
import { appendRequest } from './messages';
import { Reader } from './reader';
import { assertUncut } from './settings';
import { DEFAULT_LIMITS, EventStoreDb, type EventStoreDbLimits } from './store';

/** The first version that says when a subscription has caught up. */
const OLDEST: readonly [number, number] = [23, 10];

/**
 * Connects to EventStoreDB and makes sure of it: that the certificate and the password are accepted, that the version is
 * new enough, that nothing is set that would cut the log. The first start of an installation gives the log its identity.
 * @throws Error in words for who runs the service, with what to do; never with the password
 */
export async function openEventStoreDb(
  url: string,
  limits: Partial<EventStoreDbLimits> = {},
): Promise<EventStoreDb> {
  const address = parseAddress(url);
  const all = { ...DEFAULT_LIMITS, ...limits };
  const connection = connect(address);
  try {
    await assertVersion(connection, address, all.patienceMs);
    const reader = new Reader(connection, address.prefix, all);
    const appends = new Appends(connection, all.silenceMs);
    const logId = await identity(reader, appends, address);
    return new EventStoreDb(logId, connection, reader, appends, address.prefix, all);
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}

function connect(address: EventStoreDbAddress): Connection {
  try {
    return new Connection(address.url);
  } catch (error) {
    // The client's own message can quote the connection string.
    if (error instanceof Error && /certificate/.test(error.message))
      throw new Error('EVENTSTORE_URL: a file named by tlsCAFile, userCertFile or userKeyFile is not there.');
    throw new Error('EVENTSTORE_URL is not accepted by the EventStoreDB client.');
  }
}

async function assertVersion(
  connection: Connection,
  address: EventStoreDbAddress,
  patienceMs: number,
): Promise<void> {
  const version = await untilAnswered(() => connection.serverVersion(), address, patienceMs);
  const [major = 0, minor = 0] = version.split('.').map(part => Number.parseInt(part, 10) || 0);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Error(
      `EventStoreDB at ${address.hosts} is of version ${version}; ${OLDEST.join('.')} or newer is needed.`,
    );
  }
}

/** A server that is just starting is waited for; a certificate does not get better by waiting. */
async function untilAnswered<T>(
  ask: () => Promise<T>,
  { hosts, tls }: EventStoreDbAddress,
  patienceMs: number,
): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const asked = await Promise.race([
      ask().then(
        answer => ({ answer }),
        (error: unknown) => ({ error }),
      ),
      sleep(Math.max(until - Date.now(), 0), { error: new Error('no answer in time') }, { ref: false }),
    ]);
    if ('answer' in asked) return asked.answer;
    const text = connectionText(asked.error);
    if (tls && /certificate|self.signed|altnames|CERT_/i.test(text)) {
      throw new Error(
        `The certificate of EventStoreDB at ${hosts} is not accepted (${text}). ` +
          'Name the authority that signed it with tlsCAFile in EVENTSTORE_URL, and the host as the certificate does.',
      );
    }
    if (!isPassing(asked.error) || Date.now() + 250 > until) {
      const doubt = tls
        ? 'If the server has no TLS, EVENTSTORE_URL says tls=false.'
        : 'If the server has TLS, EVENTSTORE_URL must not say tls=false.';
      throw new Error(`EventStoreDB at ${hosts} does not answer (${text}). ${doubt}`);
    }
    await sleep(250);
  }
}

/** The log's identity, which position tokens carry. The first to start writes it; whoever comes second reads it. */
async function identity(reader: Reader, appends: Appends, address: EventStoreDbAddress): Promise<Uuid> {
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
    await appends.attempt(appendRequest(address.logStream, 'no-stream', [logOpened()]));
    const written = await read();
    if (!written) throw new Error('EventStoreDB does not let this service write.');
    return written;
  } catch (error) {
    if (error instanceof AccessDenied) throw new Error(DENIED);
    throw error;
  }
}

const DENIED =
  'EventStoreDB does not accept the user and password of EVENTSTORE_URL, or the user may not read $all, ' +
  'or not read and write the streams of this installation.';

function logOpened(): Parameters<typeof appendRequest>[2][number] {
  const log = randomId();
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
