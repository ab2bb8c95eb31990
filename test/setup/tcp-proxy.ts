import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * What becomes of a chunk that a client sends:
 * - `drop`: the connection breaks before the server gets it
 * - `lose-answer`: the server gets it and answers in full; the client's connection breaks instead of getting the answer
 * - `withhold-end`: the server gets all but the last five bytes (PostgreSQL's Sync) and nothing ever after, as from a host
 *   that is gone: it stays connected even when the client lets go
 * - `swallow`: neither the chunk nor anything after it gets anywhere, and nobody hangs up, as on a network that is gone
 */
export type Fate = 'forward' | 'drop' | 'lose-answer' | 'withhold-end' | 'swallow';

/** PostgreSQL's ReadyForQuery outside a transaction: what was asked is committed or rolled back. */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');

/** A proxy before PostgreSQL that breaks connections where a rule says so. */
export class TcpProxy {
  readonly #sockets = new Set<Socket>();
  /** Asked for every chunk from a client. */
  rule: (chunk: Buffer) => Fate = () => 'forward';

  private constructor(
    private readonly server: Server,
    /** The given address, through the proxy. */
    readonly url: string,
  ) {}

  static async start(url: string): Promise<TcpProxy> {
    const target = new URL(url);
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const through = new URL(url);
    through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const proxy = new TcpProxy(server, through.toString());
    server.on('connection', client =>
      proxy.#join(client, connect(Number(target.port || 5432), target.hostname)),
    );
    return proxy;
  }

  /** Another address of the same server, through the proxy. */
  through(url: string): string {
    const through = new URL(url);
    through.host = new URL(this.url).host;
    return through.toString();
  }

  /** From now on nobody reaches the server, until `restore`. */
  isolate(): void {
    this.rule = () => 'drop';
    this.cut();
  }

  restore(): void {
    this.rule = () => 'forward';
  }

  /** Breaks every connection there is now. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise(resolve => this.server.close(resolve));
  }

  #join(client: Socket, server: Socket): void {
    let fate: Fate = 'forward';
    const part = () => {
      client.destroy();
      if (fate !== 'withhold-end' && fate !== 'swallow') server.destroy();
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket.setNoDelay());
      socket.on('error', part).on('close', () => {
        this.#sockets.delete(socket);
        part();
      });
    }
    client.on('data', (chunk: Buffer) => {
      if (fate !== 'forward') return;
      fate = this.rule(chunk);
      if (fate === 'drop') part();
      else if (fate !== 'swallow') server.write(fate === 'withhold-end' ? chunk.subarray(0, -5) : chunk);
    });
    server.on('data', (chunk: Buffer) => {
      if (fate === 'forward') client.write(chunk);
      else if (fate === 'lose-answer' && chunk.subarray(-READY.length).equals(READY)) part();
    });
  }
}
