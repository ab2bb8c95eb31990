import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { startIssuer, type TestIssuer } from '#apps/api/http/testing/issuer';
import { startApp, type App } from '../setup/app';
import { registration } from './behind';

let issuer: TestIssuer;
let app: App;
beforeAll(async () => {
  issuer = await startIssuer();
  // Unreachable when the service starts, which starts all the same.
  await issuer.stop();
  app = await startApp({ env: { OIDC_ISSUER: issuer.url } });
});
afterAll(async () => {
  await app.dispose();
  await issuer.stop();
});

async function answers(token: string): Promise<{ code: unknown; retryAfter: string | null }> {
  const response = await fetch(`${app.url}/v1/subjects`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(registration('noor@example.be').body),
  });
  const { code } = (await response.json()) as { code?: string };
  return { code: code ?? response.status, retryAfter: response.headers.get('retry-after') };
}

/** Waits while the answer is this one: the service leaves an issuer alone for a few seconds. */
async function answersAfter(code: unknown, token: string): Promise<unknown> {
  for (;;) {
    const answered = await answers(token);
    if (answered.code !== code) return answered.code;
    await delay(100);
  }
}

test("the issuer's keys unreachable, at the start and when they change: 503; known tokens go on; back: without a restart", async () => {
  const token = await issuer.token({ sub: 'service', client_id: 'service' });
  const unavailable = { code: 'issuer-unavailable', retryAfter: '5' };
  expect(await answers(token)).toEqual(unavailable);
  expect((await fetch(`${app.url}/health/ready`)).status).toBe(200);
  expect(await answers('no.token.atall')).toMatchObject({ code: 'token-invalid' });

  await issuer.start();
  expect(await answersAfter('issuer-unavailable', token)).toBe(201);

  await issuer.rotate();
  await issuer.stop();
  const renewed = await issuer.token({ sub: 'renewed', client_id: 'service' });
  expect(await answersAfter('token-invalid', renewed)).toBe('issuer-unavailable');
  expect(await answers(renewed)).toEqual(unavailable);
  expect(await answers(token)).toMatchObject({ code: 201 });

  await issuer.start();
  expect(await answersAfter('issuer-unavailable', renewed)).toBe(201);
}, 60_000);
