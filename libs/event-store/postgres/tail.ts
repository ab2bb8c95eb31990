import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { KEEP_ALIVE } from '#libs/database';

const RECONNECT_MS = 500;

/**
 * Hears that the log has grown, on a connection of its own that all readers of the process share.
 * Only a hint: who waits also polls, so a notification that is lost costs time, never an event.
 */
export class Tail {
  #heard = 0;
  #waiting = new Set<() => void>();
  #client: Client | undefined;
  #connected = false;
  #first: Promise<void> | undefined;
  readonly #closing = new AbortController();

  constructor(private readonly url: string) {}

  /** Listens from the first call on. Resolves when it does, or when the first try has failed: readers poll meanwhile. */
  listening(): Promise<void> {
    this.#first ??= new Promise(resolve => void this.#listenOn(resolve));
    return this.#first;
  }

  /** Whether it hears now. While it does not, readers poll more often. */
  get connected(): boolean {
    return this.#connected;
  }

  /** A number that grows with each notification. Take it before reading, give it to `grown` after. */
  get heard(): number {
    return this.#heard;
  }

  /** Resolves when something was heard since, after `ms` at the latest, or when the signal aborts. */
  async grown(since: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.#heard !== since || signal.aborted || this.#closing.signal.aborted) return;
    await new Promise<void>(resolve => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      this.#waiting.add(done);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#wake();
    await this.#client?.end().catch(() => undefined);
  }

  #wake(): void {
    this.#heard += 1;
    for (const done of [...this.#waiting]) done();
  }

  async #listenOn(tried: () => void): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const client = new Client({
        connectionString: this.url,
        application_name: 'inzage tail',
        connectionTimeoutMillis: 5_000,
        query_timeout: 5_000,
        ...KEEP_ALIVE,
      });
      this.#client = client;
      const ended = new Promise(resolve => client.once('end', resolve));
      client.on('error', () => undefined).on('notification', () => this.#wake());
      try {
        await client.connect();
        await client.query('listen events');
        this.#connected = true;
        // What was appended before this LISTEN is read now.
        this.#wake();
        tried();
        await ended;
        this.#connected = false;
      } catch {
        client.end().catch(() => undefined);
      }
      tried();
      await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
