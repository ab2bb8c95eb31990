import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DEVELOPMENT_SECRET, PERSONA_GRANT } from '#apps/issuer/clients';
import { OWN_SUBJECT, serve, type Harness } from './testing/harness';
import { ThingsController } from './testing/things';

const root = join(__dirname, '../../..');
let harness: Harness;
let process_: ChildProcess;
let issuer: string;

beforeAll(async () => {
  process_ = spawn(
    process.execPath,
    ['-r', join(root, 'test/setup/register.cjs'), join(root, 'apps/issuer/main.ts')],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(process_.stdout!, 'data')) as [Buffer];
  issuer = line.toString().trim();
  harness = await serve([ThingsController], { issuer });
});
afterAll(async () => {
  const ended = once(process_, 'exit');
  process_.stdin!.end();
  await Promise.all([ended, harness.close()]);
});

async function tokens(form: Record<string, string>): Promise<{ access_token: string; id_token: string }> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_secret: DEVELOPMENT_SECRET, ...form }),
  });
  return (await response.json()) as { access_token: string; id_token: string };
}

const person = (role: string, sub: string, more = {}): ReturnType<typeof tokens> =>
  tokens({ client_id: role, grant_type: PERSONA_GRANT, sub, ...more });

async function change(token: string, subject = OWN_SUBJECT): Promise<unknown> {
  const { status, body } = await harness.send('POST', `/v1/subjects/${subject}/things`, {
    token,
    body: { name: 'x' },
    headers: { 'idempotency-key': '5a0e1a5c-7d5f-4e1b-8a34-5b1f3c2d1e0f', 'if-match': '"3"' },
  });
  return body.code ?? status;
}

test('a service by its client credentials, with the scopes that it asked for', async () => {
  const service = { client_id: 'service', grant_type: 'client_credentials' };
  expect(await change((await tokens({ ...service, scope: 'subjects:write' })).access_token)).toBe(201);
  expect(await change((await tokens({ ...service, scope: 'subjects:read' })).access_token)).toBe(
    'forbidden-scope',
  );
});

test('people, each in their role', async () => {
  expect(await change((await person('staff', 'an.employee')).access_token)).toBe(201);
  expect(await change((await person('customer', 'customer')).access_token)).toBe(201);
  expect(await change((await person('customer', 'another')).access_token)).toBe('not-found');
  expect(await change((await person('privacy-officer', 'an.officer')).access_token)).toBe('forbidden-role');
});

test('no ID token, no expired one, none for another API', async () => {
  expect(await change((await person('staff', 'an.employee', { scope: 'openid' })).id_token)).toBe(
    'token-invalid',
  );
  expect(await change((await person('staff', 'an.employee', { expires_in: '-60' })).access_token)).toBe(
    'token-expired',
  );
  const foreign = await person('staff', 'an.employee', { resource: 'urn:other:api' });
  expect(await change(foreign.access_token)).toBe('token-invalid');
});
