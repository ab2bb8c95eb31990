import { connect, type Socket } from 'node:net';
import { until } from '../../../test/setup/until';
import { serve, type Harness, type Reply } from './testing/harness';
import { behaviour, ThingsController } from './testing/things';

/**
 * Whoever sends more than one may, or begins what never ends, is told so (429, 408) and takes nothing from others.
 * 30 places in all, 20 of them a service's at most, 5 a person's; a person may send 3 a second.
 */
const LIMITS = {
  maxRequests: 30,
  service: { atOnce: 20, perSecond: 1_000 },
  person: { atOnce: 5, perSecond: 3 },
  bodySeconds: 4,
};
let harness: Harness;
const sockets: Socket[] = [];
beforeEach(async () => void (harness = await serve([ThingsController], LIMITS)));
afterEach(async () => {
  release();
  for (const socket of sockets.splice(0)) socket.destroy();
  await harness.close();
});

/** Calls of `find` that are worked on, until they are let go. */
const held: (() => void)[] = [];
function release(): void {
  behaviour.act = undefined;
  held.splice(0).forEach(go => go());
}

const path = '/v1/subjects/b37f4f4e-0f0e-8d7c-9a43-77ad1e0f5c21/things';
const key = '5a0e1a5c-7d5f-4e1b-8a34-5b1f3c2d1e0f';

/** Opens a connection that says what body will come, and sends none of it. @returns all that is answered, once it closes */
function bodiless(token: string): { readonly answered: Promise<string> } {
  const socket = connect(Number(new URL(harness.url).port), '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.on('data', chunk => (text += String(chunk)));
  socket.on('error', () => undefined);
  socket.write(
    `POST /v1/touches HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nidempotency-key: ${key}\r\n` +
      'content-type: application/json\r\ncontent-length: 100\r\n\r\n{',
  );
  return { answered: new Promise(resolve => socket.once('close', () => resolve(text))) };
}

const touch = (token: string): Promise<Reply> =>
  harness.send('POST', '/v1/touches', { token, headers: { 'idempotency-key': key } });
const taken = async (): Promise<number> =>
  Number(/^inzage_requests (\d+)/m.exec((await harness.send('GET', '/metrics')).text)?.[1]);

test("one person's bodies that never come: 429 beyond a few, 408 after some seconds for those, and nobody else waits", async () => {
  const [person, service] = [
    await harness.issuer.token({ roles: 'staff', sub: 'an' }),
    await harness.issuer.token(),
  ];
  const open = Array.from({ length: 25 }, () => bodiless(person));
  const answers = Promise.all(open.map(({ answered }) => answered));
  for (let n = 0; n < 10; n++) expect((await touch(service)).status).toBe(200);
  expect(await taken()).toBe(0);
  const statuses = (await answers).map(text => /^HTTP\/1\.1 (\d+)/.exec(text)![1]);
  // A machine that is busy lets some in when the first are over.
  const late = statuses.filter(status => status === '408').length;
  expect(late).toBeGreaterThanOrEqual(5);
  expect(statuses.filter(status => status === '429')).toHaveLength(25 - late);
  expect(late).toBeLessThan(20);
  expect((await answers).find(text => text.includes('408'))).toContain('"code":"body-too-slow"');
  expect((await touch(service)).status).toBe(200);
});

test('a body that comes slowly and in time is taken', async () => {
  const socket = connect(Number(new URL(harness.url).port), '127.0.0.1');
  sockets.push(socket);
  const token = await harness.issuer.token();
  const body = JSON.stringify({ name: 'slow' });
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nidempotency-key: ${key}\r\nif-match: "3"\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  setTimeout(() => socket.write(body), 300);
  const answered = await new Promise<string>(resolve => socket.once('data', chunk => resolve(String(chunk))));
  expect(answered).toMatch(/^HTTP\/1\.1 20[01]/);
});

test('a service has its share of the places and leaves the rest to others; health tells when none is left', async () => {
  const [one, other] = [
    await harness.issuer.token({ client_id: 'one' }),
    await harness.issuer.token({ client_id: 'two' }),
  ];
  behaviour.act = () => new Promise<void>(go => held.push(go));
  const slow = (token: string): Promise<Reply> =>
    harness.send('GET', `${path}?purpose=customer-care`, { token });
  const first = Array.from({ length: 20 }, () => slow(one));
  await until(
    () => held.length,
    count => count === 20,
  );
  const beyond = await slow(one);
  expect([beyond.status, beyond.body.code, beyond.headers.get('retry-after')]).toEqual([
    429,
    'too-many-requests',
    '1',
  ]);
  expect((await touch(other)).status).toBe(200);
  expect((await harness.send('GET', '/health/ready')).status).toBe(200);

  const rest = Array.from({ length: 10 }, () => slow(other));
  await until(
    () => held.length,
    count => count === 30,
  );
  expect((await touch(other)).body.code).toBe('queue-full');
  const ready = await harness.send('GET', '/health/ready');
  expect([ready.status, ready.body.checks]).toEqual([503, ['requests']]);
  release();
  expect((await Promise.all([...first, ...rest])).map(({ status }) => status)).toEqual(Array(30).fill(200));
  await until(taken, count => count === 0);
  expect((await harness.send('GET', '/health/ready')).status).toBe(200);
});

test('a person who sends too often is told when to come again, whichever client is used; others are not', async () => {
  const of = (sub: string, client_id = 'office'): Promise<string> =>
    harness.issuer.token({ roles: 'staff', sub, client_id });
  const [an, again, bea] = [await of('an'), await of('an', 'application'), await of('bea')];
  const replies: Reply[] = [];
  for (let n = 0; n < 32; n++) replies.push(await touch(n % 2 ? an : again));
  const refused = replies.filter(({ status }) => status === 429);
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(30);
  expect(refused.map(({ body }) => body.code)).toEqual(['too-many-requests', 'too-many-requests']);
  expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(Number(refused[0]!.headers.get('retry-after'))).toBeLessThanOrEqual(10);
  expect((await touch(bea)).status).toBe(200);
  expect((await harness.send('GET', '/metrics')).text).toMatch(/^inzage_requests_limited\{name="rate"\} 2$/m);
});

test('a caller who hangs up before they were let in keeps no place', async () => {
  const token = await harness.issuer.token({ roles: 'staff', sub: 'an' });
  // Not seen before, so its verification asks the issuer and takes time.
  for (const { answered } of Array.from({ length: 5 }, () => bodiless(token))) {
    sockets.at(-1)!.once('connect', () => sockets.forEach(socket => socket.destroy()));
    await answered;
  }
  await until(
    async () => (await touch(token)).status,
    status => status === 200,
  );
});
