import { setTimeout as sleep } from 'node:timers/promises';
import { NoClient } from './client';
import { Connection } from './connection';
import type { EventStoreDbAddress } from './connection-string';
import { connectionText, isPassing } from './failures';

/** The first version that says when a subscription has caught up. */
const OLDEST: readonly [number, number] = [23, 10];

/** Connects; nothing is sent yet. */
export function connect({ client, url }: Pick<EventStoreDbAddress, 'client' | 'url'>): Connection {
  try {
    return new Connection(client, url);
  } catch (error) {
    if (error instanceof NoClient) throw error;
    // The client's own message can quote the connection string.
    if (error instanceof Error && /certificate/.test(error.message))
      throw new Error('EVENTSTORE_URL: a file named by tlsCAFile, userCertFile or userKeyFile is not there.');
    throw new Error('EVENTSTORE_URL is not accepted by the EventStoreDB client.');
  }
}

/**
 * Waits until a server of a version that will do answers: one that is just starting is waited for, a certificate does not
 * get better by waiting.
 * @throws Error that says what is wrong and what to do
 */
export async function reach(
  connection: Connection,
  address: EventStoreDbAddress,
  patienceMs: number,
): Promise<void> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const asked = await versionOf(connection, until - Date.now());
    if (typeof asked === 'string') return assertVersion(asked, address);
    const text = await explained(asked.error, address);
    if (address.tls && /certificate|self.signed|altnames|CERT_/i.test(text)) {
      throw new Error(
        `The certificate of EventStoreDB at ${named(address)} is not accepted (${text}). ` +
          'Name the authority that signed it with tlsCAFile in EVENTSTORE_URL, and the host as the certificate does.',
      );
    }
    if (!isPassing(asked.error) || Date.now() + 250 > until) {
      const doubt = address.tls
        ? 'If the server has no TLS, EVENTSTORE_URL says tls=false.'
        : 'If the server has TLS, EVENTSTORE_URL must not say tls=false.';
      throw new Error(`EventStoreDB at ${named(address)} does not answer (${text}). ${doubt}`);
    }
    await sleep(250);
  }
}

async function versionOf(connection: Connection, ms: number): Promise<string | { readonly error: unknown }> {
  return Promise.race([
    connection.serverVersion().catch((error: unknown) => ({ error })),
    sleep(Math.max(ms, 0), { error: new Error('no answer in time') }, { ref: false }),
  ]);
}

/** Of several nodes the client only says that it found none: one of them is asked alone for the reason. */
async function explained(error: unknown, { client, url, hosts }: EventStoreDbAddress): Promise<string> {
  if (hosts.length === 1 && !url.startsWith('esdb+discover:')) return connectionText(error);
  const one = url.replace(/^esdb\+discover:/, 'esdb:').replace(hosts.join(','), hosts[0]!);
  const alone = connect({ client, url: one });
  const asked = await versionOf(alone, 2000);
  await alone.close().catch(() => undefined);
  return typeof asked === 'string' ? 'no node leads' : connectionText(asked.error);
}

function assertVersion(version: string, address: EventStoreDbAddress): void {
  const [major = 0, minor = 0] = version.split('.').map(part => Number.parseInt(part, 10) || 0);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Error(
      `EventStoreDB at ${named(address)} is of version ${version}; ${OLDEST.join('.')} or newer is needed.`,
    );
  }
}

function named({ hosts }: EventStoreDbAddress): string {
  return hosts.join(', ');
}
