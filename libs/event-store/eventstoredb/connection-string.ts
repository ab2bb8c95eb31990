import { CLIENTS, type ClientName } from './client';

/** What the connection string says, split into the client's part and ours. */
export interface EventStoreDbAddress {
  /** For the client: by the scheme `esdb`, without our own options. Holds the password: never logged, never part of an error. */
  readonly url: string;
  /** `client` of the options; absent: `eventstore`. */
  readonly client: ClientName;
  /**
   * First part of the names of this installation's streams, "inzage." unless `streamPrefix` names another:
   * several installations can share a server, each sees its own. Storage format: it never changes for a log.
   */
  readonly prefix: string;
  /** Stream with the identity of the log. Outside the prefix, so that it is no event of the log. */
  readonly logStream: string;
  readonly tls: boolean;
  /** Who signs in, where the server asks for it. */
  readonly user: string | undefined;
  /** For messages: hosts without user and password. */
  readonly hosts: readonly string[];
}

/** Options that the client knows. It prints a whole connection string, password included, when it meets another. */
const OPTIONS = new Set([
  'userCertFile', 'userKeyFile', 'maxDiscoverAttempts', 'connectionName', 'discoveryInterval', 'gossipTimeout',
  'nodePreference', 'tls', 'tlsVerifyCert', 'tlsCAFile', 'keepAliveInterval', 'keepAliveTimeout',
]); // prettier-ignore

/**
 * Seconds that a node has to say who leads, where the address does not say otherwise. The client's own 5 are lost as often as
 * it asks the silent one first, which it does for one of three.
 */
const GOSSIP_TIMEOUT = 'gossipTimeout=1';

const SHAPE = /^(?:esdb|kurrentdb)(?:\+discover)?:\/\/(?:[^:/?@]+:[^@/?]*@)?([^@/?]+)\/?(?:\?(.*))?$/;
// No "." and no "-" inside: no prefix begins another, and the log's own stream begins with none.
const NAME = /^[a-z0-9_]{1,32}$/;

/**
 * Reads EVENTSTORE_URL: `esdb://[user:password@]host[:port][,host[:port]…][?option=value&…]`, or `esdb+discover://` for one
 * DNS name that stands for all nodes. `kurrentdb` is `esdb` under the server's newer name.
 * @throws Error in words for who configures it; it never quotes a value, for any of it can be a misplaced password
 */
export function parseAddress(text: string): EventStoreDbAddress {
  const [, hosts, query = ''] = SHAPE.exec(text.trim()) ?? [];
  if (!hosts) {
    throw new Error(
      'EVENTSTORE_URL is no connection string: esdb://[user:password@]host[:port][,host[:port]…][?option=value&…]. ' +
        'Special characters of a password are percent-encoded.',
    );
  }
  let name = 'inzage';
  let tls = true;
  let client: ClientName = 'eventstore';
  const forClient: string[] = [];
  for (const pair of query.split('&').filter(Boolean)) {
    const [option = '', value = ''] = pair.split('=');
    if (option === 'streamPrefix') {
      name = value;
      continue;
    }
    if (option === 'client') {
      const chosen = CLIENTS.find(each => each === value);
      if (!chosen) throw new Error(`EVENTSTORE_URL: client is one of ${CLIENTS.join(', ')}.`);
      client = chosen;
      continue;
    }
    if (!OPTIONS.has(option) || !value) {
      throw new Error(
        `EVENTSTORE_URL has an option that is not known or has no value; known are streamPrefix, client, ${[...OPTIONS].join(', ')}.`,
      );
    }
    if (option === 'tlsVerifyCert' && value !== 'true') {
      throw new Error(
        'EVENTSTORE_URL asks not to verify the certificate (tlsVerifyCert=false): that is not supported. ' +
          'Name the authority that signed it with tlsCAFile.',
      );
    }
    if (option === 'tls') tls = value !== 'false';
    forClient.push(pair);
  }
  if (!forClient.some(pair => pair.startsWith('gossipTimeout='))) forClient.push(GOSSIP_TIMEOUT);
  if (!NAME.test(name)) {
    throw new Error('EVENTSTORE_URL: streamPrefix takes 1 to 32 of the characters a to z, 0 to 9 and _.');
  }
  const [base] = text
    .trim()
    .replace(/^kurrentdb/, 'esdb')
    .split('?');
  return {
    url: `${base}?${forClient.join('&')}`,
    client,
    prefix: `${name}.`,
    logStream: `${name}-log`,
    tls,
    user: userIn(base!),
    hosts: hosts.split(','),
  };
}

function userIn(base: string): string | undefined {
  const [, user] = /^[^/]+\/\/([^:@/]+):[^@]*@/.exec(base) ?? [];
  return user === undefined ? undefined : decodeURIComponent(user);
}
