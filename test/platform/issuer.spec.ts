import { createHash } from 'node:crypto';
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLES, SCOPES } from '#libs/http';
import { DEVELOPMENT_SECRET, PAGE_CLIENT, PERSONA_GRANT, PERSONAS, tokenCommand } from '#apps/issuer/clients';
import { askToken, startIssuer, type TestIssuer } from '../setup/issuer';

let issuer: TestIssuer;
beforeAll(async () => void (issuer = await startIssuer({ audience: 'urn:inzage:api' })));
afterAll(() => issuer.stop());

interface Token {
  readonly header: { readonly typ?: string; readonly alg: string; readonly kid: string };
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Reads a token after checking its signature by the issuer's published keys. */
async function read(token: string | undefined): Promise<Token> {
  const [header, claims, signature] = token!.split('.') as [string, string, string];
  const part = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString());
  const { jwks_uri } = (await (await fetch(`${issuer.url}/.well-known/openid-configuration`)).json()) as {
    jwks_uri: string;
  };
  const { keys } = (await (await fetch(jwks_uri)).json()) as { keys: (JsonWebKey & { kid: string })[] };
  const read = { header: part(header), claims: part(claims) } as Token;
  const key = createPublicKey({ key: keys.find(each => each.kid === read.header.kid)!, format: 'jwk' });
  expect(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(
    true,
  );
  return read;
}

const person = (form: Record<string, string>): Record<string, string> => ({
  client_id: 'staff',
  client_secret: DEVELOPMENT_SECRET,
  grant_type: PERSONA_GRANT,
  ...form,
});

test.each(ROLES)('the printed command gets an access token (RFC 9068) for the role %s', async role => {
  const command = tokenCommand(issuer.url, role);
  const form = Object.fromEntries(
    new URLSearchParams([...command.matchAll(/ -d (\S+)/g)].map(match => match[1]).join('&')),
  );
  const { header, claims } = await read((await askToken(issuer.url, form)).access_token);
  expect(header).toMatchObject({ typ: 'at+jwt', alg: 'RS256' });
  expect(claims).toMatchObject({
    iss: issuer.url,
    aud: 'urn:inzage:api',
    client_id: role,
    roles: [role],
    sub: role === 'service' ? 'service' : PERSONAS.find(persona => persona.role === role)!.sub,
  });
  if (role === 'service') expect(claims.scope).toBe(SCOPES.join(' '));
});

test('tokens that must be refused can be had: expired, for another API, in another role, an ID token', async () => {
  const expired = await read(
    (await askToken(issuer.url, person({ sub: 'an', expires_in: '-60' }))).access_token,
  );
  expect(Number(expired.claims.exp)).toBeLessThan(Date.now() / 1000);
  const foreign = await read(
    (await askToken(issuer.url, person({ sub: 'an', resource: 'urn:other' }))).access_token,
  );
  expect(foreign.claims.aud).toBe('urn:other');
  const other = await read((await askToken(issuer.url, person({ sub: 'an', roles: 'nobody' }))).access_token);
  expect(other.claims.roles).toEqual(['nobody']);
  const idToken = await read((await askToken(issuer.url, person({ sub: 'an', scope: 'openid' }))).id_token);
  expect(idToken.header.typ).not.toBe('at+jwt');
  expect(idToken.claims).toMatchObject({ sub: 'an', aud: 'staff' });
});

test('a service gets no scope beyond its own, and nobody gets anything with a wrong secret', async () => {
  const bookkeeping = {
    client_id: 'bookkeeping',
    client_secret: DEVELOPMENT_SECRET,
    grant_type: 'client_credentials',
  };
  expect(await askToken(issuer.url, { ...bookkeeping, scope: 'subjects:write' })).toMatchObject({
    error: 'invalid_scope',
  });
  expect(await askToken(issuer.url, person({ sub: 'an', client_secret: 'guessed' }))).toMatchObject({
    status: 401,
  });
});

test('a page whose name resolves to loopback gets no token (DNS rebinding)', async () => {
  const status = await new Promise(resolve => {
    const headers = { host: 'evil.example', 'content-type': 'application/x-www-form-urlencoded' };
    request(`${issuer.url}/token`, { method: 'POST', headers }, response =>
      resolve(response.resume().statusCode),
    ).end(new URLSearchParams(person({ sub: 'an' })).toString());
  });
  expect(status).toBe(421);
});

test('its name and keys outlive a restart, and it does not quietly take another name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inzage-issuer-'));
  const stateFile = join(folder, 'issuer.json');
  const first = await startIssuer({ stateFile });
  const keys = async (url: string): Promise<unknown> => (await fetch(`${url}/jwks`)).json();
  const published = await keys(first.url);
  await first.stop();
  expect(statSync(stateFile).mode & 0o777).toBe(0o600);

  const again = await startIssuer({ stateFile });
  expect(again.url).toBe(first.url);
  expect(await keys(again.url)).toEqual(published);
  await again.stop();

  const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
  await expect(startIssuer({ stateFile })).rejects.toThrow(/is taken by another process.*INZAGE_ISSUER_PORT/);
  await new Promise(resolve => squatter.close(resolve));
  rmSync(folder, { recursive: true });
});

describe('a browser signs in: authorization code with PKCE (RFC 7636), a persona is picked', () => {
  const back = 'http://127.0.0.1:3999/console/signed-in';
  const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

  /** Follows redirects with the issuer's cookies until it is sent elsewhere, picking who comes in on the way. */
  async function authorize(verifier: string, sub: string, redirect = back): Promise<URL | number> {
    const jar = new Map<string, string>();
    const go = async (url: URL, init: RequestInit = {}): Promise<Response> => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
      for (const set of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
        jar.set(name!, value!);
      }
      return answer;
    };
    const query = new URLSearchParams({
      client_id: PAGE_CLIENT,
      redirect_uri: redirect,
      response_type: 'code',
      scope: 'openid',
      resource: 'urn:inzage:api',
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
      state: 's',
    });
    let at = new URL(`/auth?${query.toString()}`, issuer.url);
    for (let steps = 0; steps < 6; steps += 1) {
      let answer = await go(at);
      if (at.pathname.startsWith('/interaction/')) {
        expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
        answer = await go(at, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ sub }).toString(),
        });
      }
      const location = answer.headers.get('location');
      if (location === null) return answer.status;
      at = new URL(location, issuer.url);
      if (at.origin !== issuer.url) return at;
    }
    throw new Error('redirects without end');
  }

  const exchange = (code: string, verifier: string) =>
    fetch(new URL('/token', issuer.url), {
      method: 'POST',
      headers: { origin: 'http://127.0.0.1:3999' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: PAGE_CLIENT,
        redirect_uri: back,
        code,
        code_verifier: verifier,
      }),
    });
  const verifier = 'a-verifier-of-forty-three-characters-or-more-x';

  test.each(PERSONAS)('$sub gets an access token for the role $role', async ({ sub, role }) => {
    const code = ((await authorize(verifier, sub)) as URL).searchParams.get('code')!;
    const answer = await exchange(code, verifier);
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:3999');
    const tokens = (await answer.json()) as Record<string, string>;
    const { header, claims } = await read(tokens.access_token);
    expect(header.typ).toBe('at+jwt');
    expect(claims).toMatchObject({ sub, roles: [role], aud: 'urn:inzage:api', client_id: PAGE_CLIENT });
    expect(Object.keys(tokens)).toEqual(expect.arrayContaining(['id_token', 'refresh_token']));
    // A code is good once.
    expect((await exchange(code, verifier)).status).toBe(400);
  });

  test('not with another verifier, not for somebody who is no persona, and not to another address', async () => {
    const code = ((await authorize(verifier, 'olivia.officer')) as URL).searchParams.get('code')!;
    expect((await exchange(code, `${verifier}y`)).status).toBe(400);
    expect(await authorize(verifier, 'somebody.else')).toBe(400);
    expect(await authorize(verifier, 'olivia.officer', 'https://elsewhere.example/console/signed-in')).toBe(
      400,
    );
  });
});
