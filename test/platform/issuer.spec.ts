import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLES, SCOPES } from '#libs/http';
import { DEVELOPMENT_SECRET, PERSONA_GRANT, tokenCommand } from '#apps/issuer/clients';
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
  const command = tokenCommand(issuer.url, role, 'jan');
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
    sub: role === 'service' ? 'service' : 'jan',
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
