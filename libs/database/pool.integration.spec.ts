import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { freshDatabase, type TestDatabase } from '../../test/setup/database';
import { until } from '../../test/setup/until';
import { TcpProxy } from '../../test/setup/tcp-proxy';
import { createPool } from './pool';

let database: TestDatabase;
let proxy: TcpProxy;
beforeAll(async () => {
  database = await freshDatabase();
  proxy = await TcpProxy.start(database.serviceUrl);
});
afterAll(async () => {
  await proxy.close();
  await database.drop();
});

test('a server that neither answers nor hangs up is given up, and the pool goes on with another connection', async () => {
  const pool = createPool(proxy.url, 'test', { max: 1, statement_timeout: 200 });
  await pool.query('select 1');
  proxy.rule = chunk => (chunk.includes('select 2') ? 'withhold-end' : 'forward');
  await expect(pool.query('select 2')).rejects.toThrow('Query read timeout');
  proxy.restore();
  expect((await pool.query<{ n: number }>('select 3 as n')).rows).toEqual([{ n: 3 }]);
  await pool.end();
});

test('after a peak one connection is kept, and what is asked much later goes by it', async () => {
  const pool = createPool(database.serviceUrl, 'test', { idleTimeoutMillis: 20 });
  const ask = async () => (await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid;
  const peak = await Promise.all([ask(), ask(), ask()]);
  expect(new Set(peak).size).toBe(3);
  await until(
    () => pool.totalCount,
    count => count <= 1,
  );
  expect(peak).toContain(await ask());
  await pool.end();
});

/** TCP's keepalive timer of a connection of this machine, in milliseconds until it asks; undefined where another one runs. */
function asksWithinMs(localPort: number): number | undefined {
  const port = `:${localPort.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = ['tcp', 'tcp6'].flatMap(name => readFileSync(`/proc/net/${name}`, 'utf8').split('\n'));
  const timer = lines.map(line => line.trim().split(/\s+/)).find(([, local]) => local?.endsWith(port))?.[5];
  const [which, hundredths] = (timer ?? '').split(':');
  return which === '02' ? Number.parseInt(hundredths!, 16) * 10 : undefined;
}

test('a connection that is kept without work asks within half a minute whether its server is still there', async () => {
  const pool = createPool(database.serviceUrl, 'test');
  const client = await pool.connect();
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection;
  client.release();
  const inMs = await until(
    () => asksWithinMs(stream.localPort!),
    timer => timer !== undefined,
  );
  expect(inMs).toBeLessThanOrEqual(30_000);
  await pool.end();
});
