import { lookup } from 'node:dns/promises';
import { request as http } from 'node:http';
import { request as https } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Rule } from '#libs/kernel';

type Network = ReturnType<typeof ipaddr.parseCIDR>;
interface Address {
  readonly address: string;
  readonly family: number;
}

/** What a receiver answered: a status, or why there is none. */
export type Answered =
  number | 'timeout' | 'unreachable' | 'certificate' | 'address-not-allowed' | 'no-answer';

/**
 * Sends messages to receivers that nobody vouches for. A name is looked up once, and the connection goes to an address that
 * was looked at: none that is not public, but those of networks that the operator names (RFC 1918, 4193, 6890). Redirects are
 * not followed. Of an answer the status counts; its body is not read.
 */
export class Posting {
  private readonly networks: readonly Network[];

  /** @param networks private networks that may be sent to, in CIDR form; http too there */
  constructor(
    networks: readonly string[],
    private readonly timeoutMs = 10_000,
  ) {
    this.networks = networks.map(each => ipaddr.parseCIDR(each));
  }

  /** Why an address is refused whatever its name comes to: a rule's name. */
  refusal(text: string): Rule | undefined {
    if (!URL.canParse(text)) return 'receiver-form';
    const url = new URL(text);
    if (url.username !== '' || url.password !== '' || url.hash !== '') return 'receiver-form';
    const { protocol } = url;
    if (protocol !== 'https:' && (protocol !== 'http:' || this.networks.length === 0))
      return 'receiver-https';
    const host = hostOf(url);
    return isIP(host) > 0 && !this.allows(host, protocol) ? 'receiver-public' : undefined;
  }

  /** Sends it once. `signal`: ends it without an answer. */
  async post(
    text: string,
    body: string,
    headers: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Answered> {
    // One of its own: what is added to a signal that lives as long as the process is kept as long.
    const ends = new AbortController();
    const end = (): void => ends.abort();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      end();
    }, this.timeoutMs);
    signal?.addEventListener('abort', end);
    try {
      if (signal?.aborted) end();
      const url = new URL(text);
      const address = await raced(this.addressOf(url), ends.signal);
      return address ? await send(url, address, body, headers, ends.signal) : 'address-not-allowed';
    } catch (error) {
      if (late) return 'timeout';
      const code = String((error as { readonly code?: unknown }).code);
      if (code.includes('CERT') || code.startsWith('ERR_TLS')) return 'certificate';
      return code === 'ECONNRESET' || code.startsWith('HPE_') ? 'no-answer' : 'unreachable';
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    }
  }

  /** The first address of the name, if all of them may be sent to. */
  private async addressOf(url: URL): Promise<Address | undefined> {
    const found: readonly Address[] = await lookup(hostOf(url), { all: true });
    return found.every(({ address }) => this.allows(address, url.protocol)) ? found[0] : undefined;
  }

  private allows(address: string, protocol: string): boolean {
    // An IPv4 address in the form of IPv6 is the IPv4 address.
    const parsed = ipaddr.process(address);
    const named = this.networks.some(
      ([net, bits]) => net.kind() === parsed.kind() && parsed.match(net, bits),
    );
    return named || (protocol === 'https:' && isPublic(parsed));
  }
}

/** All that is assigned of IPv6 for the public lies in here: outside are forms of other addresses, such as `::127.0.0.1` (RFC 4291). */
const PUBLIC_IPV6 = ipaddr.parseCIDR('2000::/3');

function isPublic(address: ReturnType<typeof ipaddr.process>): boolean {
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(...PUBLIC_IPV6));
}

/** Without the brackets of an IPv6 address. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function send(
  url: URL,
  { address, family }: Address,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number> {
  const to: LookupFunction = (_name, options, done) =>
    options.all ? done(null, [{ address, family }]) : done(null, address, family);
  const request = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Inzage', ...headers },
      agent: false,
      lookup: to,
      signal,
    });
    sent.on('error', reject);
    sent.on('response', response => {
      // However long it is, or never ends.
      response.on('error', () => undefined).destroy();
      resolve(response.statusCode!);
    });
    sent.end(body);
  });
}

function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
