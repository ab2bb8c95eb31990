import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export class MetricsPortTaken extends Error {
  constructor(host: string, port: number, options: ErrorOptions) {
    super(
      `${host}:${port} is taken by another process: set INZAGE_METRICS_PORT to another port, or to none.`,
      options,
    );
  }
}

/** `/metrics` on a listener of its own and nothing else, so that a network can say who reads it. */
export async function serveMetrics(
  registry: Registry,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    response.setHeader('cache-control', 'no-store');
    if (request.url !== '/metrics' || !['GET', 'HEAD'].includes(request.method ?? ''))
      return void response.writeHead(404).end();
    registry.metrics().then(
      text => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      // What is asked for a number is gone, such as the database.
      () => response.writeHead(503).end(),
    );
  });
  await new Promise<void>((resolve, reject) =>
    server
      .once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'EADDRINUSE' ? new MetricsPortTaken(host, port, { cause: error }) : error),
      )
      .listen(port, host, () => resolve()),
  );
  const { address, family, port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}/metrics`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
