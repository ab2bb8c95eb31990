import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The wire to the peer: it can be cut, frozen and thawed while calls are under way. */
export class Front {
  private readonly sockets = new Set<Socket>();
  private frozen = false;
  /** That were begun. */
  connections = 0;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async open(target: number): Promise<Front> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const front = new Front(server, (server.address() as AddressInfo).port);
    server.on('connection', socket => front.join(socket, connect(target, '127.0.0.1')));
    return front;
  }

  /** All connections are gone, without a word. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Connections stay, and nothing passes any more. */
  freeze(): void {
    this.frozen = true;
    for (const socket of this.sockets) socket.pause();
  }

  thaw(): void {
    this.frozen = false;
    for (const socket of this.sockets) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(inner: Socket, outer: Socket): void {
    this.connections += 1;
    const ends = [inner, outer] as const;
    for (const [from, to] of [ends, [outer, inner] as const]) {
      this.sockets.add(from);
      from.setNoDelay(true);
      from.on('data', data => {
        if (!to.write(data)) from.pause();
      });
      to.on('drain', () => this.frozen || from.resume());
      from.on('error', () => from.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.frozen) from.pause();
    }
  }
}
