import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Controller, Get } from '@nestjs/common';
import { PROBLEMS } from '#libs/kernel';
import { until } from '../../../test/setup/until';
import { Metrics } from './metrics';
import { problemsPage } from './problems-page';
import { serve, type Harness } from './testing/harness';
import { behaviour, ThingsController } from './testing/things';

const running: Harness[] = [];
async function fresh(): Promise<Harness> {
  const harness = await serve([ThingsController]);
  running.push(harness);
  return harness;
}
afterAll(() => Promise.all(running.map(harness => harness.close())));
afterEach(() => (behaviour.act = undefined));

const key = { 'idempotency-key': '5a0e1a5c-7d5f-4e1b-8a34-5b1f3c2d1e0f' };
const things = '/v1/subjects/b37f4f4e-0f0e-8d7c-9a43-77ad1e0f5c21/things?purpose=contract/1';

describe('health', () => {
  test('ready when every check passes; not when one fails, throws or hangs, and it says which', async () => {
    const harness = await fresh();
    const ready = () => harness.send('GET', '/health/ready');
    harness.health.register('log', () => undefined);
    expect((await ready()).body).toEqual({ status: 'ok' });
    harness.health.register('keyring', () => Promise.reject(new Error('Jan.Janssens')));
    harness.health.register('records', () => {
      throw new Error('Jan.Janssens');
    });
    harness.health.register('register', () => new Promise(() => undefined));
    const reply = await ready();
    expect([reply.status, reply.body.code, reply.body.checks]).toEqual([
      503,
      'not-ready',
      ['keyring', 'records', 'register'],
    ]);
    expect(reply.text).not.toContain('Janssens');
    expect((await harness.send('GET', '/health/live')).status).toBe(200);
  });

  test('a process that stops takes no command, answers queries, and is not ready', async () => {
    const harness = await fresh();
    const token = await harness.issuer.token();
    harness.health.stopping = true;
    const refused = await harness.send('POST', '/v1/touches', { token, headers: key });
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      503,
      'shutting-down',
      '2',
    ]);
    expect((await harness.send('GET', things, { token })).status).toBe(200);
    expect((await harness.send('GET', '/health/ready')).body.code).toBe('shutting-down');
    expect((await harness.send('GET', '/health/live')).status).toBe(200);
  });
});

describe('closing', () => {
  const idle = (harness: Harness): Promise<Socket> =>
    new Promise(resolve => {
      const socket: Socket = connect(Number(new URL(harness.url).port), '127.0.0.1', () => resolve(socket));
    });

  test('finishes what is being answered, and waits for no connection that only stands there', async () => {
    const harness = await serve([ThingsController]);
    const token = await harness.issuer.token();
    const silent = await idle(harness);
    let finish: () => void = () => undefined;
    const begun = new Promise<void>(begin => {
      behaviour.act = () => {
        begin();
        return new Promise<void>(resolve => (finish = resolve));
      };
    });
    const answer = harness.send('GET', things, { token });
    await begun;
    const started = Date.now();
    const closed = harness.close();
    await new Promise(resolve => silent.once('close', resolve));
    finish();
    expect((await answer).status).toBe(200);
    await closed;
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});

describe('metrics', () => {
  test('tell requests by template, commands and queries by outcome, and what other parts register', async () => {
    const harness = await fresh();
    const token = await harness.issuer.token();
    harness.metrics.gauge('inzage_append_queue', 'Appends that wait.', () => 3);
    harness.metrics.gauge('inzage_projection_lag', 'Events behind.', async () => ({
      records: 1,
      register: 2,
    }));
    await harness.send('POST', '/v1/touches', { token, headers: key });
    await harness.send('POST', '/v1/touches', { token });
    await harness.send('GET', things, { token });
    await harness.send('GET', `${things}&cursor=1`, { token });
    await harness.send('GET', '/v1/Jan.Janssens');
    const reply = await harness.send('GET', '/metrics');
    expect(reply.headers.get('content-type')).toContain('text/plain');
    for (const line of [
      'inzage_http_request_duration_seconds_count{route="POST /v1/touches",status="200"} 1',
      'inzage_http_request_duration_seconds_count{route="none",status="404"} 1',
      'inzage_commands_total{route="POST /v1/touches",outcome="unchanged"} 1',
      'inzage_commands_total{route="POST /v1/touches",outcome="idempotency-key-missing"} 1',
      'inzage_queries_total{route="GET /v1/subjects/:subject/things",outcome="answered"} 1',
      'inzage_queries_total{route="GET /v1/subjects/:subject/things",outcome="unknown-field"} 1',
      'inzage_append_queue 3',
      'inzage_projection_lag{name="register"} 2',
      'process_resident_memory_bytes',
    ])
      expect(reply.text).toContain(line);
    expect(reply.text).not.toContain('Janssens');
  });

  test('tell how busy the event loop was since they were read last, in shares', async () => {
    const metrics = new Metrics();
    const busy = async (): Promise<number> =>
      Number(/^inzage_event_loop_busy (\S+)$/m.exec(await metrics.registry.metrics())?.[1]);
    await busy();
    for (const until = performance.now() + 200; performance.now() < until;) continue;
    const worked = await busy();
    expect(worked).toBeGreaterThan(0.5);
    expect(worked).toBeLessThanOrEqual(1);
    await until(busy, rested => rested < worked / 2);
    // Of a monitor that wakes an idle process, and counts its own pauses as lag.
    expect(await metrics.registry.metrics()).not.toContain('nodejs_eventloop_lag_p99');
  });
});

describe('problems', () => {
  test('are listed with what to do next', async () => {
    const harness = await fresh();
    const list = JSON.parse((await harness.send('GET', '/v1/problems')).text) as {
      code: string;
      next: string;
    }[];
    expect(list.map(({ code }) => code)).toEqual(Object.keys(PROBLEMS));
    expect(list.every(({ next }) => next.length > 0)).toBe(true);
  });

  test('docs/problems.md is that list (npm run docs:problems writes it)', () => {
    expect(readFileSync(join(__dirname, '../../../docs/problems.md'), 'utf8')).toBe(problemsPage());
  });
});

test('headers: nothing is cached, sniffed, framed or referred, and nothing says what runs here', async () => {
  const harness = await fresh();
  const headers = Object.fromEntries((await harness.send('GET', '/health/live')).headers);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
  expect(headers).not.toHaveProperty('x-powered-by');
  expect(headers).not.toHaveProperty('server');
});

test('a route that is not declared stops the start: it would have no guard', async () => {
  @Controller()
  class Undeclared {
    @Get('/v1/undeclared')
    get(): string {
      return 'open to all';
    }
  }
  await expect(serve([Undeclared])).rejects.toThrow('GET /v1/undeclared is not a declared endpoint');
});
