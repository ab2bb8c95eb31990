import { randomUUID } from 'node:crypto';
import { decodeToken } from '#libs/event-store';
import { LOG_ID, serve, type Harness } from './testing/harness';
import { ThingsController } from './testing/things';

let harness: Harness;
let bearer: string;
beforeAll(async () => {
  harness = await serve([ThingsController]);
  bearer = `Bearer ${await harness.issuer.token()}`;
});
afterAll(() => harness.close());

test('a command comes to its handler checked, and is answered with position, ETag and place', async () => {
  const key = randomUUID();
  const subject = randomUUID();
  const response = await fetch(`${harness.url}/v1/subjects/${subject.toUpperCase()}/things`, {
    method: 'POST',
    headers: {
      authorization: bearer,
      'content-type': 'application/json',
      'idempotency-key': key,
      'if-match': '"3"',
    },
    body: JSON.stringify({ name: 'x' }),
  });
  const body = await response.json();
  expect({ status: response.status, body }).toMatchObject({
    status: 201,
    body: { outcome: 'done', repeated: false },
  });
  expect(decodeToken(LOG_ID, (body as { position: string }).position)).toBe('42');
});
