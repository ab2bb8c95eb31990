import { generateKeyPair, UnsecuredJWT } from 'jose';
import type { Clock } from '#libs/kernel';
import { serve, type Harness, type Reply, type SendOptions } from './testing/harness';
import { ThingsController } from './testing/things';
import { Tokens } from './tokens';

const KEY = { 'idempotency-key': '5a0e1a5c-7d5f-4e1b-8a34-5b1f3c2d1e0f' };

/** Real time, moved by hand. */
class MovedClock implements Clock {
  ahead = 0;
  now(): Date {
    return new Date(Date.now() + this.ahead);
  }
}

const running: Harness[] = [];
const clock = new MovedClock();
async function fresh(alg?: string): Promise<Harness> {
  const harness = await serve([ThingsController], { clock, ...(alg ? { alg } : {}) });
  running.push(harness);
  return harness;
}
const touch = (harness: Harness, token?: string, headers: SendOptions['headers'] = {}): Promise<Reply> =>
  harness.send('POST', '/v1/touches', {
    ...(token === undefined ? {} : { token }),
    headers: { ...KEY, ...headers },
  });
const codeOf = async (reply: Promise<Reply>): Promise<unknown> =>
  (await reply).body.code ?? (await reply).status;

afterAll(() => Promise.all(running.map(harness => harness.close())));
afterEach(() => (clock.ahead = 0));

describe('a token', () => {
  let harness: Harness;
  beforeAll(async () => (harness = await fresh()));
  const now = (): number => Math.floor(Date.now() / 1000);

  test.each([
    ['of this API', {}, {}, 200],
    ['for several audiences', { aud: ['other', 'urn:inzage:api'] }, {}, 200],
    ['whose issuer has a clock some seconds ahead', { nbf: () => now() + 3 }, {}, 200],
    ['that expired some seconds ago', { exp: () => now() - 3 }, {}, 200],
    ['with its type in full', {}, { typ: 'application/at+jwt' }, 200],
    ['whose scopes are a list', { scope: undefined, scp: ['subjects:write'] }, {}, 200],
    ['of an older issuer, with azp', { client_id: undefined, azp: 'shop' }, {}, 200],
    ['of another issuer', { iss: 'https://issuer.example' }, {}, 'token-invalid'],
    ['for another audience', { aud: 'urn:other' }, {}, 'token-invalid'],
    ['without audience', { aud: undefined }, {}, 'token-invalid'],
    ['without expiry', { exp: undefined }, {}, 'token-invalid'],
    ['without subject', { sub: undefined }, {}, 'token-invalid'],
    ['of a later time', { nbf: () => now() + 60 }, {}, 'token-invalid'],
    ['that expired', { exp: () => now() - 60 }, {}, 'token-expired'],
    ['that is an ID token', {}, { typ: 'JWT' }, 'token-invalid'],
    ['without type', {}, { typ: undefined }, 'token-invalid'],
    ['with an unknown key id', {}, { kid: 'other' }, 'token-invalid'],
    ['with a critical extension that is not known', {}, { crit: ['x'], x: 1 }, 'token-invalid'],
    ['without role', { roles: [] }, {}, 'forbidden-role'],
    ['of another role', { roles: ['customer'] }, {}, 'forbidden-role'],
    ['of a role that does not exist', { roles: ['admin'] }, {}, 'forbidden-role'],
    ['without scope', { scope: '' }, {}, 'forbidden-scope'],
    ['with another scope', { scope: 'subjects:read' }, {}, 'forbidden-scope'],
    ['with a scope that only begins so', { scope: 'subjects:write:all' }, {}, 'forbidden-scope'],
    [
      'of a service whose client id cannot go into an event',
      { client_id: 'Jan Janssens' },
      {},
      'token-invalid',
    ],
    ['of a service without client id', { client_id: undefined }, {}, 'token-invalid'],
    ['of staff, who need no scope', { roles: ['staff'], scope: undefined }, {}, 200],
  ])('%s: %s', async (...[, claims, header, code]) => {
    const told = Object.entries(claims as Record<string, unknown>).map(([name, value]) => [
      name,
      typeof value === 'function' ? (value as () => number)() : value,
    ]);
    const signing = header as Record<string, unknown>;
    if (signing.crit) {
      const token = await harness.issuer.token();
      const [, payload, signature] = token.split('.');
      const forged = `${Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', ...signing })).toString('base64url')}.${payload}.${signature}`;
      expect(await codeOf(touch(harness, forged))).toBe(code);
      return;
    }
    const token = await harness.issuer.token(Object.fromEntries(told) as Record<string, unknown>, signing);
    expect(await codeOf(touch(harness, token))).toBe(code);
  });

  test('that nobody signed, or somebody else, or that was changed', async () => {
    const { url } = harness.issuer;
    const unsecured = new UnsecuredJWT({ roles: ['service'], scope: 'subjects:write' })
      .setIssuer(url)
      .setAudience('urn:inzage:api')
      .setSubject('x')
      .setExpirationTime('1h')
      .encode();
    expect(await codeOf(touch(harness, unsecured))).toBe('token-invalid');
    const { privateKey } = await generateKeyPair('ES256');
    expect(await codeOf(touch(harness, await harness.issuer.token({}, {}, privateKey)))).toBe(
      'token-invalid',
    );
    const [header, payload, signature] = (await harness.issuer.token({ roles: ['customer'] })).split('.');
    const claims = {
      ...(JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object),
      roles: ['service'],
    };
    const changed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
    expect(await codeOf(touch(harness, changed))).toBe('token-invalid');
  });

  test.each([
    ['none', undefined, 'token-missing', 'Bearer realm="inzage"'],
    ['another scheme', 'Basic amFuOmphbg==', 'token-missing', 'Bearer realm="inzage"'],
    ['an empty one', 'Bearer ', 'token-invalid', 'error="invalid_token"'],
    ['no JWT', 'Bearer Jan.Janssens', 'token-invalid', 'error="invalid_token"'],
    ['two', 'Bearer a.b.c, Bearer a.b.c', 'token-invalid', 'error="invalid_token"'],
  ])('%s', async (_what, authorization, code, challenge) => {
    const reply = await touch(harness, undefined, authorization === undefined ? {} : { authorization });
    expect([reply.status, reply.body.code]).toEqual([401, code]);
    expect(reply.headers.get('www-authenticate')).toContain(challenge);
    expect(reply.text).not.toContain('Janssens');
  });

  test('is asked for before the body is looked at', async () => {
    expect(await codeOf(harness.send('POST', '/v1/touches', { body: '{', headers: KEY }))).toBe(
      'token-missing',
    );
  });

  test('without a scope is told which', async () => {
    const reply = await touch(harness, await harness.issuer.token({ scope: '' }));
    expect(reply.status).toBe(403);
    expect(reply.body.scope).toBe('subjects:write');
    expect(reply.headers.get('www-authenticate')).toContain('scope="subjects:write"');
  });

  test('that was verified is remembered, and expires all the same', async () => {
    const token = await harness.issuer.token({ exp: Math.floor(Date.now() / 1000) + 100 });
    expect(await codeOf(touch(harness, token))).toBe(200);
    clock.ahead = 104_000;
    expect(await codeOf(touch(harness, token))).toBe(200);
    clock.ahead = 106_000;
    expect(await codeOf(touch(harness, token))).toBe('token-expired');
  });
});

test.each(['RS256', 'EdDSA'])('signatures by %s', async alg => {
  const harness = await fresh(alg);
  expect(await codeOf(touch(harness, await harness.issuer.token()))).toBe(200);
});

test('an algorithm that is not configured is refused, even with a published key', async () => {
  const harness = await fresh('ES384');
  expect(await codeOf(touch(harness, await harness.issuer.token()))).toBe('token-invalid');
});

describe('where the issuer calls access tokens JWT (OIDC_TOKEN_TYPE), a token', () => {
  let harness: Harness;
  beforeAll(async () =>
    running.push((harness = await serve([ThingsController], { clock, tokenType: 'JWT' }))),
  );

  test.each([
    ['that says no more', {}, { typ: 'JWT' }, 200],
    ["of Keycloak's", { typ: 'Bearer' }, { typ: 'JWT' }, 200],
    ['as RFC 9068 has it', {}, { typ: 'at+jwt' }, 200],
    ["that is Keycloak's ID token", { typ: 'ID' }, { typ: 'JWT' }, 'token-invalid'],
    ["that is Keycloak's refresh token", { typ: 'Refresh' }, { typ: 'JWT' }, 'token-invalid'],
    ['that answers a sign-in', { nonce: 'n' }, { typ: 'JWT' }, 'token-invalid'],
    ['that vouches for another', { at_hash: 'h' }, { typ: 'JWT' }, 'token-invalid'],
    ["for the client alone, as an ID token's audience is", { aud: 'shop' }, { typ: 'JWT' }, 'token-invalid'],
    ['of another type', {}, { typ: 'logout+jwt' }, 'token-invalid'],
    ['without type', {}, { typ: undefined }, 'token-invalid'],
  ])('%s: %s', async (...[, claims, header, code]) => {
    const token = await harness.issuer.token(claims, header);
    expect(await codeOf(touch(harness, token))).toBe(code);
  });
});

test('roles by a path of claims', async () => {
  const harness = await fresh();
  const settings = {
    issuer: harness.issuer.url,
    audience: 'urn:inzage:api',
    algorithms: ['ES256'],
    rolesClaim: 'realm_access.roles',
    tokenType: 'at+jwt' as const,
  };
  const roles = async (
    claims: Record<string, unknown>,
    rolesClaim = settings.rolesClaim,
  ): Promise<readonly string[]> =>
    (await new Tokens({ ...settings, rolesClaim }, clock).verify(await harness.issuer.token(claims)))
      .principal.roles;
  expect(await roles({ realm_access: { roles: ['staff', 'offline_access'] } })).toEqual(['staff']);
  expect(await roles({ realm_access: 'staff' })).toEqual([]);
  expect(await roles({ 'https://x.example/roles': 'staff customer' }, 'https://x.example/roles')).toEqual([
    'staff',
    'customer',
  ]);
});

describe('the issuer', () => {
  test('is not asked again for a remembered token', async () => {
    const harness = await fresh();
    const token = await harness.issuer.token();
    await touch(harness, token);
    await harness.issuer.stop();
    expect(await codeOf(touch(harness, token))).toBe(200);
    await harness.issuer.start();
    expect(harness.issuer.keyRequests()).toBe(1);
  });

  test('unreachable is 503 with Retry-After, never 401, and recovers without a restart', async () => {
    const harness = await fresh();
    await harness.issuer.stop();
    const token = await harness.issuer.token();
    const reply = await touch(harness, token);
    expect([reply.status, reply.body.code]).toEqual([503, 'issuer-unavailable']);
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    await harness.issuer.start();
    clock.ahead = 2_000;
    expect(await codeOf(touch(harness, token))).toBe(200);
  });

  test('gone after its keys were had: what is no token of its is still refused as such, and shuts nobody out', async () => {
    const harness = await fresh();
    expect(await codeOf(touch(harness, await harness.issuer.token()))).toBe(200);
    const [odd, good] = [
      await harness.issuer.token({}, { kid: 'other' }),
      await harness.issuer.token({ sub: 'two' }),
    ];
    await harness.issuer.stop();
    expect(await codeOf(touch(harness, 'a.b.c'))).toBe('token-invalid');
    expect(await codeOf(touch(harness, odd))).toBe('token-invalid');
    expect(await codeOf(touch(harness, good))).toBe(200);
    await harness.issuer.start();
  });

  test('with a discovery document of another issuer is not trusted', async () => {
    const harness = await fresh();
    harness.issuer.lie({ issuer: 'https://issuer.example' });
    expect(await codeOf(touch(harness, await harness.issuer.token()))).toBe('issuer-unavailable');
  });

  test('unreachable beyond the life of its keys: a token that was seen before goes on until it expires, no other does', async () => {
    const harness = await fresh();
    const inAnHour = { exp: Math.floor(Date.now() / 1000) + 3_600 };
    const [seen, other] = [
      await harness.issuer.token(inAnHour),
      await harness.issuer.token({ ...inAnHour, sub: 'two' }),
    ];
    expect(await codeOf(touch(harness, seen))).toBe(200);
    await harness.issuer.stop();
    let later = Date.now() + 1_800_000;
    const now = jest.spyOn(Date, 'now').mockImplementation(() => later);
    try {
      expect(await codeOf(touch(harness, seen))).toBe(200);
      expect(await codeOf(touch(harness, other))).toBe('issuer-unavailable');
      expect(await codeOf(touch(harness, seen))).toBe(200);
      later += 1_806_000;
      expect(await codeOf(touch(harness, seen))).toBe('token-expired');
    } finally {
      now.mockRestore();
      await harness.issuer.start();
    }
  });

  test('withdraws a key: within five minutes a remembered token is verified anew, with the keys of then', async () => {
    const harness = await fresh();
    const inAnHour = { exp: Math.floor(Date.now() / 1000) + 3_600 };
    const token = await harness.issuer.token(inAnHour);
    expect(await codeOf(touch(harness, token))).toBe(200);
    await harness.issuer.rotate();
    const later = Date.now() + 301_000;
    const now = jest.spyOn(Date, 'now').mockImplementation(() => later);
    try {
      expect(await codeOf(touch(harness, await harness.issuer.token(inAnHour)))).toBe(200);
      expect(await codeOf(touch(harness, token))).toBe('token-invalid');
    } finally {
      now.mockRestore();
    }
  });
});
