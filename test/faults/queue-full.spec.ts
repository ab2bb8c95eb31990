import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { ANSWER_WITHIN_MS } from '#libs/event-store/postgres';
import { done, Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';
import { until } from '../setup/until';
import { refusal, registration, send, unavailable, untilTaken } from './behind';
import { look } from './erasing';

const MAX = 100;
let app: App;
let http: Http;
let holder: Client;
beforeAll(async () => {
  app = await startApp({
    env: {
      EVENTSTORE_URL: '',
      INZAGE_MAX_REQUESTS: String(MAX),
      INZAGE_MAX_REQUESTS_PER_SERVICE: String(2 * MAX),
      LOG_LEVEL: 'error',
    },
  });
  http = new Http(app);
  await done(send(http, registration('first@example.be')));
  holder = new Client({ connectionString: app.database!.superUrl });
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await app.dispose();
});

/** Requests that are worked on, as the metrics say. */
async function open(): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  return Number(/^inzage_requests (\d+)/m.exec(text)?.[1]);
}

/** MiB that the service takes. */
function memory(): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${app.pid}/status`, 'utf8'))?.[1]) / 1024;
}

const many = (count: number) =>
  Array.from({ length: count }, (_, n) => registration(`n${n}@example.be`)).map(sent => ({
    sent,
    answered: send(http, sent),
  }));

test('the log stands still: so many wait and no more, the others are told when to come again; then all are served', async () => {
  await holder.query('begin');
  await holder.query('select from append_lock for update');
  const began = performance.now();
  // On a machine that others load, all that is sent here may take longer than a command waits for the log.
  const allWait = (): boolean => performance.now() - began < ANSWER_WITHIN_MS;
  const first = many(MAX);
  await until(open, count => count === MAX);
  const refused = many(50);
  for (const { answered } of refused) expect(refusal(await answered)).toEqual(unavailable('queue-full'));
  expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
  expect((await http.query('staff', '/v1/catalogue')).body.code).toBe('queue-full');

  expect(allWait()).toBe(true);
  const before = memory();
  for (const end = Date.now() + 2_000; Date.now() < end;)
    for (const { answered } of many(200)) {
      const { code } = (await answered).body;
      if (allWait()) expect(code).toBe('queue-full');
    }
  expect(memory() - before).toBeLessThan(64);
  const waiting = await open();
  expect(waiting).toBeLessThanOrEqual(MAX);
  if (allWait()) expect(waiting).toBe(MAX);

  await holder.query('rollback');
  for (const { sent, answered } of first) {
    const { status } = await answered;
    expect([201, 503]).toContain(status);
    expect((await untilTaken(http, sent)).status).toBe(201);
  }
  for (const { sent } of refused) expect((await untilTaken(http, sent)).status).toBe(201);
  expect(await open()).toBe(0);
  const parameters = { ...look, kind: 'registered', limit: '500' };
  const { body } = await done(http.query('privacy-officer', '/v1/register', parameters));
  expect((body.entries as unknown[]).length).toBe(1 + MAX + 50);
}, 60_000);

test('who hangs up and asks anew waits twice: it frees no place while its command is worked on', async () => {
  await holder.query('begin');
  await holder.query('select from append_lock for update');
  const token = await app.tokenFor('service');
  const hangUp = new AbortController();
  const impatient = Array.from({ length: MAX }, (_, n) => registration(`i${n}@example.be`)).map(sent =>
    fetch(`${app.url}${sent.path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': sent.key,
      },
      body: JSON.stringify(sent.body),
      signal: hangUp.signal,
    }).catch(() => undefined),
  );
  await until(open, count => count === MAX);
  hangUp.abort();
  await Promise.all(impatient);
  const again = registration('again@example.be');
  expect(refusal(await send(http, again))).toEqual(unavailable('queue-full'));
  await holder.query('rollback');
  expect((await untilTaken(http, again)).status).toBe(201);
  await until(open, count => count === 0);
}, 60_000);
