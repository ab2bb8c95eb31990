import { setTimeout as delay } from 'node:timers/promises';
import { done, Http } from '../scenarios/http';
import {
  correction,
  failing,
  refusal,
  registration,
  send,
  startBehindProxies,
  unavailable,
  untilTaken,
  versionOf,
  type Behind,
} from './behind';
import { look } from './erasing';

let behind: Behind;
let http: Http;
let subject: string;
beforeAll(async () => {
  behind = await startBehindProxies();
  http = new Http(behind.app);
  ({ subject } = (await done(send(http, registration('noor@example.be')))).body as { subject: string });
  // Both callers are known before anything breaks.
  await done(http.query('staff', '/v1/catalogue'));
});
afterAll(() => behind.dispose());
afterEach(() => [behind.log, behind.keyring].forEach(proxy => proxy.restore()));

const record = () => http.query('staff', `/v1/subjects/${subject}/record`, look);

/** Corrections in the register, and registrations of all. */
async function inRegister(): Promise<{ corrected: number; registered: number }> {
  const count = async (kind: string): Promise<number> => {
    const { body } = await done(http.query('privacy-officer', '/v1/register', { ...look, kind }));
    return (body.entries as unknown[]).length;
  };
  return { corrected: await count('corrected'), registered: await count('registered') };
}

test('the log gone: 503 that says when to come again; back: without a restart, nothing lost, nothing doubled', async () => {
  const { app, log } = behind;
  const version = await versionOf(record());
  const acknowledged = correction(subject, version, 'noor.claes@example.be');
  await done(send(http, acknowledged));
  const before = await inRegister();

  log.isolate();
  const [fresh, waiting] = [
    registration('an@example.be'),
    correction(subject, version + 1, 'claes@example.be'),
  ];
  // Its state is known here, so it waits for the log as long as anybody waits; what must be read is refused at once.
  const refused = send(http, waiting);
  for (const answered of await Promise.all([send(http, fresh), send(http, acknowledged), record()]))
    expect(refusal(answered)).toEqual(unavailable('store-unavailable'));
  expect(await failing(app)).toEqual([503, ['log', 'read-models']]);
  // What the alert InzageRefusing goes by is told by the process itself; what only the database knows is not.
  const metrics = await fetch(`${app.url}/metrics`, { signal: AbortSignal.timeout(5_000) });
  const told = await metrics.text();
  expect(metrics.status).toBe(200);
  expect(told).toMatch(/^inzage_commands_total\{[^}]*outcome="store-unavailable"\} [1-9]/m);
  expect(told).not.toMatch(/^inzage_projection_failed\{/m);
  expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
  expect((await http.query('staff', '/v1/catalogue')).status).toBe(200);
  expect(refusal(await refused)).toEqual(unavailable('store-unavailable'));

  log.restore();
  expect((await untilTaken(http, fresh)).status).toBe(201);
  expect((await untilTaken(http, waiting)).status).toBe(200);
  for (const again of [acknowledged, waiting, fresh])
    expect((await done(send(http, again))).body).toMatchObject({ outcome: 'done', repeated: true });
  expect(await failing(app)).toBe('ready');
  expect(await versionOf(record())).toBe(version + 2);
  expect(await inRegister()).toEqual({
    corrected: before.corrected + 1,
    registered: before.registered + 1,
  });
}, 60_000);

test('a short outage of the log is not seen by who waits: the command is carried out when the log is back', async () => {
  const version = await versionOf(record());
  behind.log.isolate();
  const waiting = send(http, correction(subject, version, 'n@example.be'));
  expect(refusal(await record())).toEqual(unavailable('store-unavailable'));
  behind.log.restore();
  expect((await waiting).body).toMatchObject({ outcome: 'done' });
  expect(await versionOf(record())).toBe(version + 1);
});

test('the keyring gone: what needs a key is a 503, never an erasure; the rest goes on; back: without a restart', async () => {
  const { app, keyring } = behind;
  const version = await versionOf(record());
  const before = await inRegister();
  keyring.isolate();
  const fresh = registration('els@example.be');
  expect(refusal(await send(http, fresh))).toEqual(unavailable('keyring-unavailable'));
  // Keys that this process has used serve on for their few seconds, and no longer.
  while ((await record()).status === 200) await delay(100);
  const late = correction(subject, version, 'late@example.be');
  for (const answered of [await record(), await send(http, late)])
    expect(refusal(answered)).toEqual(unavailable('keyring-unavailable'));
  expect(await failing(app)).toEqual([503, ['keyring']]);
  // What holds no value of a person needs no key.
  const started = { path: `/v1/subjects/${subject}/start-service`, body: { type: 'hosting' }, key: late.key };
  expect((await send(http, started)).body).toMatchObject({ outcome: 'done', repeated: false });
  expect((await http.query('staff', '/v1/catalogue')).status).toBe(200);

  keyring.restore();
  expect((await untilTaken(http, fresh)).status).toBe(201);
  expect((await done(send(http, fresh))).body.repeated).toBe(true);
  expect(await failing(app)).toBe('ready');
  expect((await record()).text).toContain('n@example.be');
  expect(await inRegister()).toEqual({ ...before, registered: before.registered + 1 });
});

test('a network that swallows everything: 503 within seconds; when it is back, commands are taken at once', async () => {
  const { app, log } = behind;
  const version = await versionOf(record());
  log.rule = () => 'swallow';
  const started = performance.now();
  const [answered, ready] = await Promise.all([record(), failing(app)]);
  expect(refusal(answered)).toEqual(unavailable('store-unavailable'));
  expect(ready).toEqual([503, ['log', 'read-models']]);
  expect(performance.now() - started).toBeLessThan(15_000);
  log.restore();
  await done(untilTaken(http, correction(subject, version, 'noor.c@example.be')));
}, 60_000);
