import { randomUUID } from 'node:crypto';
import type { RequestContent } from '#libs/commands';
import { decodeToken, encodeToken } from '#libs/event-store';
import {
  LOG_ID,
  macs,
  OWN_SUBJECT,
  serve,
  type Harness,
  type Reply,
  type SendOptions,
} from './testing/harness';
import { ThingsController } from './testing/things';

let harness: Harness;
let service: string;
let staff: string;
beforeAll(async () => {
  harness = await serve([ThingsController]);
  service = await harness.issuer.token();
  staff = await harness.issuer.token({ roles: ['staff'], sub: 'an.officer', client_id: 'desk', scope: '' });
});
afterAll(() => harness.close());

const subject = 'b37f4f4e-0f0e-8d7c-9a43-77ad1e0f5c21';
const key = '5A0E1A5C-7D5F-4E1B-8A34-5B1F3C2D1E0F';
const things = `/v1/subjects/${subject}/things`;

const change = (options: SendOptions = {}, path = things): Promise<Reply> =>
  harness.send('POST', path, {
    token: service,
    body: { name: 'x' },
    ...options,
    headers: { 'idempotency-key': key, 'if-match': '"3"', ...options.headers },
  });
const seen = (reply: Reply): Record<string, Record<string, unknown>> => reply.body.seen as never;

describe('a command', () => {
  test('comes to its handler checked, and is answered with position, ETag and place', async () => {
    const reply = await change({}, `/v1/subjects/${subject.toUpperCase()}/things`);
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({ outcome: 'done', repeated: false });
    expect(decodeToken(LOG_ID, reply.body.position as string)).toBe('42');
    expect(reply.headers.get('etag')).toBe('"4"');
    expect(reply.headers.get('location')).toBe(`/v1/subjects/${subject}/things/1`);
    expect(seen(reply)).toMatchObject({
      params: { subject },
      body: { name: 'x' },
      version: 3,
      role: 'service',
    });
  });

  test('has an id made of issuer, client, method, path as called and key, whatever the case of the key and the path', async () => {
    const id = macs.commandId(harness.issuer.url, 'shop', `POST ${things}`, key.toLowerCase());
    const [as, other] = [await change(), await change({ headers: { 'idempotency-key': key.toLowerCase() } })];
    expect([as.body.thing, other.body.thing]).toEqual([id, id]);
    const elsewhere = await change({}, `/v1/subjects/${randomUUID()}/things`);
    expect(elsewhere.body.thing).not.toBe(id);
  });

  test('two people behind one application do not share keys; a person is a pseudonym in events', async () => {
    const colleague = await harness.issuer.token({ roles: ['staff'], sub: 'a.colleague', client_id: 'desk' });
    const [one, two] = [await change({ token: staff }), await change({ token: colleague })];
    expect(one.body.thing).not.toBe(two.body.thing);
    const actor = { role: 'staff', id: await macs.pseudonym(harness.issuer.url, 'an.officer') };
    expect(seen(one).context).toMatchObject({ actor });
  });

  test('brings what was asked, which tells another body or version, and not a dry run', async () => {
    const asked = async (options: SendOptions, path = things): Promise<RequestContent> =>
      seen(await change(options, path)).context!.request as RequestContent;
    const { whole: first } = await asked({});
    expect((await asked({ body: '{ "name" : "x" }' })).whole).toEqual(first);
    expect((await asked({}, `${things}?dryRun=true`)).whole).toEqual(first);
    expect((await asked({ body: { name: 'y' } })).whole).not.toEqual(first);
    expect((await asked({ headers: { 'if-match': '"4"' } })).whole).not.toEqual(first);
  });

  test('its clear part holds nothing that the caller is free to write', async () => {
    const { request } = seen(
      await change({
        body: { name: 'Jan', kind: 'red', tags: ['a'], how: { type: 'call', number: 3 }, values: { a: 'b' } },
      }),
    ).context!;
    expect((request as RequestContent).clear).toEqual({
      body: { kind: 'red', tags: [null], how: { type: 'call' } },
      ifMatch: 3,
      route: 'POST /v1/subjects/:subject/things',
      params: { subject },
    });
  });

  test('creates nothing on a dry run, and says so with 200', async () => {
    const reply = await change({}, `${things}?dryRun=true`);
    expect(reply.status).toBe(200);
    expect(reply.body.outcome).toBe('dry-run');
  });

  test.each([
    [
      'is kept',
      '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    ],
    [
      'of a later version is kept as far as this one goes',
      '01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-Jan.Janssens',
      '01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    ],
    ['in capitals is ignored', '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01', undefined],
    [
      'with more behind it is ignored',
      '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x',
      undefined,
    ],
    ['of zeros is ignored', '00-00000000000000000000000000000000-00f067aa0ba902b7-01', undefined],
    ['without parent is ignored', '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01', undefined],
    ['of version ff is ignored', 'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', undefined],
  ])('a traceparent %s', async (_what, traceparent, kept) => {
    expect(seen(await change({ headers: { traceparent } })).context!.trace).toBe(kept);
  });

  test('no traceparent is made up', async () => {
    expect(seen(await change()).context).not.toHaveProperty('trace');
  });

  test('without a body takes none, or an empty object', async () => {
    const touch = (body?: unknown): Promise<Reply> =>
      harness.send('POST', '/v1/touches', { token: service, body, headers: { 'idempotency-key': key } });
    expect((await touch()).body).toEqual({ outcome: 'unchanged', repeated: false });
    expect((await touch({})).status).toBe(200);
    expect((await touch('')).status).toBe(200);
    expect((await touch({ a: 1 })).body.code).toBe('unknown-field');
  });

  test('can take a stream of its own media types, up to its limit', async () => {
    const load = (type: string, bytes: number): Promise<Reply> =>
      harness.send('POST', '/v1/imports', {
        token: service,
        body: 'x'.repeat(bytes),
        headers: { 'idempotency-key': key, 'content-type': type },
      });
    expect((await load('text/csv; charset=utf-8', 99_000)).body).toMatchObject({
      bytes: 99_000,
      type: 'text/csv',
    });
    expect((await load('application/x-ndjson', 200_000)).body).toMatchObject({
      code: 'body-too-large',
      limit: 100_000,
    });
    expect((await load('application/json', 10)).body.code).toBe('unsupported-media-type');
    expect((await load('text/plain', 10)).body.code).toBe('unsupported-media-type');
    const none = await harness.send('POST', '/v1/imports', {
      token: service,
      headers: { 'idempotency-key': key },
    });
    expect(none.body.code).toBe('unsupported-media-type');
  });
});

describe('a query', () => {
  const find = (query: string, options: SendOptions = {}): Promise<Reply> =>
    harness.send('GET', `${things}?${query}`, { token: staff, ...options });

  test('has its parameters converted as declared, purpose and position, and answers an ETag', async () => {
    const position = encodeToken(LOG_ID, '9007199254740993');
    const reply = await find(`deep=true&kind=red&purpose=contract/1&position=${position}`);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('etag')).toBe('"7"');
    expect(seen(reply)).toMatchObject({
      query: { limit: 10, deep: true, kind: 'red' },
      purpose: 'contract/1',
      position: '9007199254740993',
      role: 'staff',
    });
  });

  test('brings what a look is recorded with: an id of its own each time', async () => {
    const [one, two] = [
      seen(await find('purpose=contract/1')).context!,
      seen(await find('purpose=contract/1')).context!,
    ];
    expect(one.commandId).not.toBe(two.commandId);
    expect(one).toMatchObject({ dryRun: false, actor: { role: 'staff' } });
    expect(one).not.toHaveProperty('request');
  });

  test.each([
    ['limit=5', 'purpose-required', undefined],
    ['purpose=', 'purpose-required', undefined],
    ['purpose=contract/1&limit=0', 'invalid-request', [{ parameter: 'limit', rule: 'minimum' }]],
    ['purpose=contract/1&limit=1e3', 'invalid-request', [{ parameter: 'limit', rule: 'type' }]],
    ['purpose=contract/1&limit=', 'invalid-request', [{ parameter: 'limit', rule: 'type' }]],
    ['purpose=contract/1&limit=1&limit=2', 'invalid-request', [{ parameter: 'limit', rule: 'once' }]],
    ['purpose=contract/1&deep=1', 'invalid-request', [{ parameter: 'deep', rule: 'type' }]],
    ['purpose=contract/1&kind=green', 'invalid-request', [{ parameter: 'kind', rule: 'enum' }]],
    ['purpose=contract/1&Jan=1', 'unknown-field', undefined],
    ['purpose=contract/1&dryRun=true', 'unknown-field', undefined],
    ['purpose=a%00b', 'nul-character', undefined],
    [
      'purpose=contract/1&position=Jan',
      'invalid-request',
      [{ parameter: 'position', rule: 'position-token' }],
    ],
    [`purpose=contract/1&position=${encodeToken(randomUUID(), '1')}`, 'foreign-position', undefined],
  ])('%s: %s', async (query, code, errors) => {
    const reply = await find(query);
    expect(reply.body).toMatchObject({ code, ...(errors ? { errors } : {}) });
    expect(reply.text).not.toContain('Jan');
  });

  test('takes values that must not stand in a URL as a POST, without an Idempotency-Key', async () => {
    expect((await harness.send('POST', '/v1/searches', { token: staff, body: { email: 'x' } })).text).toBe(
      '[]',
    );
  });

  test('can answer another media type, to anyone if it says so', async () => {
    const reply = await harness.send('GET', '/v1/things/12/file');
    expect([reply.status, reply.text, reply.headers.get('content-type')]).toEqual([
      200,
      'number\n12\n',
      'text/csv',
    ]);
    expect(reply.headers.get('content-disposition')).toContain('things.csv');
    expect((await harness.send('GET', '/v1/things/x12/file')).body.code).toBe('not-found');
  });

  test.each([
    ['"12"', 304],
    ['"11", W/"12"', 304],
    ['*', 304],
    ['"11"', 200],
    ['12', 200],
    ['', 200],
  ])('is not answered again to who has it (RFC 9110 section 13.1.2): %s', async (has, status) => {
    const reply = await harness.send('GET', '/v1/things/12/file', { headers: { 'if-none-match': has } });
    expect([reply.status, reply.text, reply.headers.get('etag')]).toEqual([
      status,
      status === 304 ? '' : 'number\n12\n',
      '"12"',
    ]);
    expect(reply.headers.get('cache-control')).toBe('private, max-age=60');
  });
});

describe('P08, P09 a customer reaches only their own record', () => {
  test('as the subject that they are', async () => {
    const token = await harness.issuer.token({ roles: ['customer'], sub: 'customer', scope: '' });
    const reply = await change({ token }, `/v1/subjects/${OWN_SUBJECT}/things`);
    expect(seen(reply)).toMatchObject({ role: 'customer', self: OWN_SUBJECT });
  });

  test('another subject, an unknown one, a malformed id and a stranger: byte for byte the same answer', async () => {
    const own = await harness.issuer.token({ roles: ['customer'], sub: 'customer' });
    const stranger = await harness.issuer.token({ roles: ['customer'], sub: 'nobody' });
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const texts = await Promise.all(
      [
        [own, subject],
        [own, randomUUID()],
        [own, 'Jan.Janssens'],
        [stranger, subject],
        [stranger, OWN_SUBJECT],
      ].map(
        async ([token, id]) =>
          (await change({ token: token!, headers: { traceparent } }, `/v1/subjects/${id}/things`)).text,
      ),
    );
    expect(new Set(texts).size).toBe(1);
    expect(JSON.parse(texts[0]!)).toMatchObject({ code: 'not-found', status: 404 });
  });
});
