import { connect } from 'node:net';
import { serve, type Harness, type Reply, type SendOptions } from './testing/harness';
import { ThingsController } from './testing/things';

/** In every bad request below; in no answer and no log line. */
const PLANTED = 'Jan.Janssens';

let harness: Harness;
let token: string;
beforeAll(async () => {
  harness = await serve([ThingsController], { bodyLimit: 1024 });
  token = await harness.issuer.token();
});
afterAll(() => harness.close());

const path = '/v1/subjects/b37f4f4e-0f0e-8d7c-9a43-77ad1e0f5c21/things';
const good = { 'idempotency-key': '5a0e1a5c-7d5f-4e1b-8a34-5b1f3c2d1e0f', 'if-match': '"3"' };
const change = (options: SendOptions): Promise<Reply> =>
  harness.send('POST', path, {
    token,
    body: { name: PLANTED },
    ...options,
    headers: { ...good, ...options.headers },
  });

const shape = (
  body: unknown,
  code: string,
  ...errors: readonly object[]
): [string, SendOptions, string, number, readonly object[]] => [
  JSON.stringify(body),
  { body },
  code,
  422,
  errors,
];

const cases: readonly [
  what: string,
  options: SendOptions,
  code: string,
  status: number,
  errors?: readonly object[],
][] = [
  ['no JSON', { body: `{"name":"${PLANTED}"` }, 'malformed-json', 400],
  ['no UTF-8', { body: Buffer.from(`{"name":"${PLANTED}é"}`, 'latin1') }, 'malformed-json', 400],
  ['no body', { body: undefined }, 'malformed-json', 400],
  ['empty body', { body: '' }, 'malformed-json', 400],
  ['a member twice', { body: `{"name":"${PLANTED}","name":"x"}` }, 'duplicate-key', 400],
  ['NUL in a value', { body: `{"name":"${PLANTED}\\u0000"}` }, 'nul-character', 400],
  ['NUL in a name', { body: `{"${PLANTED}\\u0000":"x"}` }, 'nul-character', 400],
  ['half a character', { body: `{"name":"${PLANTED}\\ud800"}` }, 'lone-surrogate', 400],
  ['oversize', { body: { name: PLANTED.repeat(200) } }, 'body-too-large', 413],
  ['text', { headers: { 'content-type': 'text/plain' } }, 'unsupported-media-type', 415],
  [
    'a form',
    { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `name=${PLANTED}` },
    'unsupported-media-type',
    415,
  ],
  [
    'another charset',
    { headers: { 'content-type': 'application/json; charset=utf-16' } },
    'unsupported-media-type',
    415,
  ],
  ['compressed', { headers: { 'content-encoding': 'gzip' } }, 'unsupported-media-type', 415],
  [
    'problem+json',
    { headers: { 'content-type': 'application/problem+json' } },
    'unsupported-media-type',
    415,
  ],
  ['no media type', { headers: { 'content-type': PLANTED } }, 'unsupported-media-type', 415],
  ['no Idempotency-Key', { headers: { 'idempotency-key': '' } }, 'idempotency-key-missing', 400],
  ['no UUID as Idempotency-Key', { headers: { 'idempotency-key': PLANTED } }, 'idempotency-key-invalid', 400],
  [
    'two Idempotency-Keys',
    { headers: { 'idempotency-key': `${good['idempotency-key']}, ${good['idempotency-key']}` } },
    'idempotency-key-invalid',
    400,
  ],
  ['If-Match of anything', { headers: { 'if-match': '*' } }, 'precondition-required', 428],
  ['a weak If-Match', { headers: { 'if-match': 'W/"3"' } }, 'stale-version', 412],
  ['an If-Match of no version', { headers: { 'if-match': `"${PLANTED}"` } }, 'stale-version', 412],
  shape({}, 'invalid-request', { pointer: '/name', rule: 'required' }),
  shape({ name: 1 }, 'invalid-request', { pointer: '/name', rule: 'type' }),
  shape({ name: '' }, 'invalid-request', { pointer: '/name', rule: 'minLength' }),
  shape({ name: PLANTED.repeat(2) }, 'invalid-request', { pointer: '/name', rule: 'maxLength' }),
  shape({ name: null }, 'invalid-request', { pointer: '/name', rule: 'type' }),
  shape({ name: 'x', kind: PLANTED }, 'invalid-request', { pointer: '/kind', rule: 'enum' }),
  shape({ name: 'x', tags: ['a', 1, PLANTED] }, 'invalid-request', { pointer: '/tags/1', rule: 'type' }),
  shape(
    { name: 'x', tags: [1, 2, 3, 4] },
    'invalid-request',
    { pointer: '/tags', rule: 'maxItems' },
    { pointer: '/tags/0', rule: 'type' },
    { pointer: '/tags/1', rule: 'type' },
    { pointer: '/tags/2', rule: 'type' },
    { pointer: '/tags/3', rule: 'type' },
  ),
  shape({ name: 'x', values: { [PLANTED]: 1 } }, 'invalid-request', { pointer: '/values', rule: 'type' }),
  shape({ name: 'x', how: { type: 'letter' } }, 'invalid-request', { pointer: '/how/day', rule: 'required' }),
  shape({ name: 'x', how: { type: 'call', number: PLANTED } }, 'invalid-request', {
    pointer: '/how/number',
    rule: 'type',
  }),
  shape({ name: 'x', how: { type: PLANTED } }, 'invalid-request', { pointer: '/how', rule: 'anyOf' }),
  shape({ name: 'x', how: { type: 'letter', day: 'x', [PLANTED]: 1 } }, 'unknown-field', {
    pointer: '/how',
    rule: 'additionalProperties',
  }),
  shape({ name: 'x', [PLANTED]: PLANTED }, 'unknown-field', { pointer: '', rule: 'additionalProperties' }),
  shape({ name: 1, [PLANTED]: PLANTED, 'a/b~c': 1 }, 'unknown-field', {
    pointer: '',
    rule: 'additionalProperties',
  }),
  shape([PLANTED], 'invalid-request', { pointer: '', rule: 'type' }),
  ['__proto__', { body: `{"name":"x","__proto__":{"${PLANTED}":1}}` }, 'unknown-field', 422],
];

test.each(cases)('%s', async (...[, options, code, status, errors = []]) => {
  const reply = await change(options);
  expect({ code: reply.body.code, status: reply.status, errors: reply.body.errors ?? [] }).toEqual({
    code,
    status,
    errors,
  });
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
  expect(reply.body).toMatchObject({
    type: `urn:inzage:problem:${code}`,
    status,
    title: expect.any(String) as string,
    detail: expect.any(String) as string,
    trace: expect.any(String) as string,
  });
  expect(reply.text).not.toContain(PLANTED);
});

test('the limit is told in bytes', async () => {
  expect((await change({ body: { name: PLANTED.repeat(200) } })).body.limit).toBe(1024);
});

test('without If-Match where a record changes', async () => {
  const reply = await harness.send('POST', path, {
    token,
    body: { name: 'x' },
    headers: { 'idempotency-key': good['idempotency-key'] },
  });
  expect([reply.status, reply.body.code]).toEqual([428, 'precondition-required']);
});

describe('an address', () => {
  test.each([
    ['GET', `/v1/${PLANTED}`, 'not-found', 404],
    ['GET', `/v1/subjects/${PLANTED}/things?purpose=x`, 'not-found', 404],
    ['GET', `/v1/subjects/%00/things?purpose=x`, 'not-found', 404],
    ['GET', `/v1/subjects/%ff/things?purpose=x`, 'not-found', 404],
    ['GET', `/v1/subjects/${'a'.repeat(300)}/things?purpose=x`, 'not-found', 404],
    ['GET', `//evil/${PLANTED}`, 'not-found', 404],
    ['POST', `/v1/${PLANTED}`, 'not-found', 404],
    ['PUT', path, 'method-not-allowed', 405],
    ['DELETE', path, 'method-not-allowed', 405],
    ['OPTIONS', path, 'method-not-allowed', 405],
    ['GET', '/v1/searches', 'method-not-allowed', 405],
    ['POST', '/health/live', 'method-not-allowed', 405],
  ])('%s %s: %s', async (method, address, code, status) => {
    const reply = await harness.send(method, address, {
      token,
      ...(method === 'POST' ? { body: PLANTED } : {}),
    });
    expect([reply.body.code, reply.status]).toEqual([code, status]);
    expect(reply.text).not.toContain(PLANTED);
  });

  test('a wrong method is told the right ones', async () => {
    expect((await harness.send('PUT', path, { token })).headers.get('allow')).toBe('POST, GET');
  });

  test('HEAD is no way to look without being seen to', async () => {
    expect((await harness.send('HEAD', `${path}?purpose=contract/1`, { token })).status).toBe(405);
  });
});

/** Bytes as they are, on a connection of their own; all that comes back until it is closed. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(harness.url).port), '127.0.0.1');
  const answer: Buffer[] = [];
  return new Promise((resolve, reject) => {
    socket
      .on('data', chunk => answer.push(chunk))
      .on('close', () => resolve(Buffer.concat(answer).toString()));
    socket.on('error', reject).end(bytes);
  });
}

test.each([
  { what: 'no HTTP', bytes: `${PLANTED}\r\n\r\n`, code: 'malformed-http' },
  {
    what: 'headers without end',
    bytes: `GET / HTTP/1.1\r\nHost: x\r\nX: ${PLANTED.repeat(2000)}\r\n\r\n`,
    code: 'malformed-http',
  },
  {
    what: 'two lengths',
    bytes: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
    code: 'malformed-http',
  },
  {
    what: 'length and chunks',
    bytes: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    code: 'malformed-http',
  },
  {
    what: 'a bad escape in the path',
    bytes: `GET /v1/%zz${PLANTED} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    code: 'not-found',
  },
  {
    what: 'the whole server',
    bytes: 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    code: 'not-found',
  },
])('$what is a problem too: $code', async ({ bytes, code }) => {
  const answer = await raw(bytes);
  expect(answer).toContain(`"code":"${code}"`);
  expect(answer).toContain('application/problem+json');
  expect(answer).not.toContain(PLANTED);
});

test('no planted value is in a log line or a metric, and a control value is, so that the search can fail', async () => {
  const told = harness.log() + (await harness.send('GET', '/metrics')).text;
  expect(told).toContain('idempotency-key-invalid');
  expect(told).toContain('POST /v1/subjects/:subject/things');
  for (const value of [PLANTED, 'b37f4f4e', '127.0.0.1', 'searches?', token])
    expect(told).not.toContain(value);
});
