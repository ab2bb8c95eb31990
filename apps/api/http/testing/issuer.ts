import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';

export interface TestIssuer {
  readonly url: string;
  /** Requests for keys so far. */
  readonly keyRequests: () => number;
  /** A signed token; claims and header over those of a good access token (`undefined` leaves one out). */
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>, key?: CryptoKey): Promise<string>;
  /** Stops listening; `start` listens again on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Publishes a new key in place of the old one. */
  rotate(): Promise<void>;
  /** What discovery answers over the truth. */
  lie(members: Record<string, unknown>): void;
}

export const AUDIENCE = 'urn:inzage:api';

/** An issuer over real HTTP whose keys the test holds, for the odd tokens that a real one would not give. */
export async function startIssuer(alg = 'ES256'): Promise<TestIssuer> {
  let [generation, requests] = [0, 0];
  let key: CryptoKey;
  let published: JWK;
  let lies: Record<string, unknown> = {};
  const rotate = async (): Promise<void> => {
    const pair = await generateKeyPair(alg, { extractable: true });
    key = pair.privateKey;
    published = { ...(await exportJWK(pair.publicKey)), alg, use: 'sig', kid: `key-${++generation}` };
  };
  await rotate();
  let server: Server;
  let port = 0;
  const url = (): string => `http://127.0.0.1:${port}`;
  const start = async (): Promise<void> => {
    server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.url === '/.well-known/openid-configuration') {
        response.end(JSON.stringify({ issuer: url(), jwks_uri: `${url()}/jwks`, ...lies }));
      } else {
        requests++;
        response.end(JSON.stringify({ keys: [published] }));
      }
    });
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  };
  await start();
  return {
    url: url(),
    keyRequests: () => requests,
    rotate,
    start,
    lie: members => (lies = members),
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    token: (claims = {}, header = {}, signing = key) => {
      const now = Math.floor(Date.now() / 1000);
      const payload: JWTPayload = {
        iss: url(),
        aud: AUDIENCE,
        sub: 'someone',
        client_id: 'shop',
        iat: now,
        exp: now + 600,
        roles: ['service'],
        scope: 'subjects:write subjects:read',
        ...claims,
      };
      return new SignJWT(payload)
        .setProtectedHeader({ alg, typ: 'at+jwt', kid: published.kid!, ...header })
        .sign(signing);
    },
  };
}
