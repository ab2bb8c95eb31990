import { freshDatabase, type TestDatabase } from '../../test/setup/database';
import { asksInMs } from '../../test/setup/keep-alive';
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

test('a connection that is kept without work asks within half a minute whether its server is still there', async () => {
  const pool = createPool(database.serviceUrl, 'test');
  const { rows } = await pool.query<{ port: number }>('select inet_client_port() as port');
  expect(await asksInMs(rows[0]!.port)).toBeLessThanOrEqual(30_000);
  await pool.end();
});
