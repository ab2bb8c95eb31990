import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from './config';
import type { Infrastructure, RunningApi } from './infrastructure';

/** Starts the application on what {@link Infrastructure} has ready. */
export async function startApi(config: Config, _infrastructure: Infrastructure): Promise<RunningApi> {
  let ready = true;
  const server = createServer((request, response) => {
    const status = request.url === '/health/live' || (request.url === '/health/ready' && ready) ? 200 : 503;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(config.port, config.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${config.host}:${port}`,
    drain: () => void (ready = false),
    close: () => new Promise(resolve => void server.close(() => resolve())),
  };
}
