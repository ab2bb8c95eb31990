import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { loadState, newState, saveState } from './keys';
import { createProvider } from './provider';
import { signIn } from './sign-in';

export interface IssuerOptions {
  /** File of its keys and its port (0600); absent: new ones for this run. */
  readonly stateFile?: string;
  /** Must be had. Absent: the port of the first start; at the first start `firstPort`, if free, else any. */
  readonly port?: number;
  readonly firstPort?: number;
  /** What its tokens are for. */
  readonly audience: string;
  /** Certificate and key, PEM: it is then spoken to over TLS, as the production profile demands. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface RunningIssuer {
  /** Its `iss`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Its port is a part of who its people are (`iss` and `sub`), so it does not quietly take another. */
export class IssuerPortTaken extends Error {
  constructor(readonly port: number) {
    super(
      `The local issuer's port ${port} is taken by another process. Free it, or set INZAGE_ISSUER_PORT ` +
        '(customers who signed in before are then not recognised: their issuer has another name).',
    );
  }
}

/** Starts the development issuer on loopback. */
export async function startIssuer(options: IssuerOptions): Promise<RunningIssuer> {
  const known = options.stateFile === undefined ? undefined : loadState(options.stateFile);
  const server = options.tls ? createTlsServer(options.tls) : createServer();
  const wanted = options.port ?? known?.port;
  if (!(await listen(server, wanted ?? options.firstPort ?? 0))) {
    if (wanted !== undefined) throw new IssuerPortTaken(wanted);
    await listen(server, 0);
  }
  const { port } = server.address() as AddressInfo;
  const state = { ...(known ?? newState(port)), port };
  if (options.stateFile !== undefined && known?.port !== port) saveState(options.stateFile, state);

  const url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const provider = await createProvider(url, options.audience, state);
  const answer = provider.callback();
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  server.on('request', (request, response) => {
    // A page whose name resolves to loopback (DNS rebinding) must not get tokens through a visitor's browser.
    if (!hosts.includes(request.headers.host ?? '')) response.writeHead(421).end();
    else if (request.url?.startsWith('/interaction/')) void signIn(provider, request, response);
    else void answer(request, response);
  });
  return {
    url,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    };
    server.once('error', failed).listen(port, '127.0.0.1', () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}
