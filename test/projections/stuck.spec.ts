import { createPool } from '#libs/database';
import { projectionState } from '#libs/projections';
import { customerWith, done, Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';
import { testLog } from '../setup/log';
import { poisonRegister } from '../setup/poison';
import { rebuild } from '../setup/rebuild';
import { until } from '../setup/until';

let app: App;
let http: Http;
beforeAll(async () => {
  app = await startApp({ postgres: 'shared' });
  http = new Http(app);
});
afterAll(() => app.dispose());

test('a projection that stands still takes down what depends on it, and nothing else', async () => {
  const { subject } = await customerWith(http, app, 'before');
  const log = await testLog(app.database!);
  const pool = createPool(app.database!.serviceUrl, 'stuck');
  const event = await poisonRegister(log, subject);
  const { failure } = await until(
    () => projectionState(pool, 'register'),
    ({ status }) => status === 'failed',
  );
  expect(failure).toMatchObject({ at: { event, type: 'OrderDisclosed' } });

  const ready = await fetch(`${app.url}/health/ready`);
  expect([ready.status, await ready.json()]).toMatchObject([
    200,
    { status: 'ok', warnings: [{ code: 'projection-failed', projection: 'register', event }] },
  ]);

  // Commands go on, and what they did is in the record.
  const { subject: later } = await customerWith(http, app, 'later', 'later-p22.be');
  const at = `/v1/subjects/${later}`;
  const started = await done(http.command('service', `${at}/start-service`, { type: 'hosting' }));
  const position = String(started.body.position);
  await done(http.query('staff', `${at}/record`, { purpose: 'customer-care', position }));

  // What reads the register says that it is behind, and when to come back.
  const purpose = 'customer-care';
  for (const path of ['/v1/register', `${at}/register`, '/v1/looks', '/v1/refusals']) {
    const looks = path.includes('register') ? { purpose } : {};
    const began = Date.now();
    const { status, body, headers } = await http.query('privacy-officer', path, looks);
    expect({ path, status, code: body.code }).toEqual({ path, status: 503, code: 'projection-behind' });
    expect([headers.get('retry-after'), body.retryAfter]).toEqual(['30', 30]);
    expect(Date.now() - began).toBeLessThan(3_000);
  }

  // A rebuild does not get past it either, says so, and leaves all as it was; of what gets past it, it reaches the head.
  const stopped = await rebuild(app.database!, 'register');
  expect(stopped.code).toBe(1);
  expect(stopped.said).toContain(event);
  expect(stopped.said).not.toMatch(/swapped/);
  expect(await rebuild(app.database!, 'records')).toMatchObject({ code: 0 });
  expect((await projectionState(pool, 'register')).failure).toMatchObject({ at: { event } });
  await pool.end();
  await log.close();
});
