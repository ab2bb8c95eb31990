import { run, settingsOf } from '../doctor/doctor';
import { customerWith, done, Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';
import { sql } from '../faults/erasing';
import { until } from '../setup/until';
import { isSignedBy, readCheckpoint, readNote, readVkey } from '#libs/register';

const [OLIVIA, PIETER] = ['privacy-officer:olivia', 'privacy-officer:pieter'];

let app: App;
let http: Http;
beforeAll(async () => {
  app = await startApp({ postgres: 'shared' });
  http = new Http(app);
  await customerWith(http, app, 'jan');
});
afterAll(() => app.dispose());

const signing = (what: string) => run(settingsOf(app), { tool: 'signing', args: [what] });
const sign = (who = OLIVIA) => http.post(who, '/v1/checkpoints');
const ready = async (): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${app.url}/health/ready`);
  return { status: response.status, body: await response.json() };
};

describe('before a key was made', () => {
  test.each(['/v1/checkpoints', '/v1/checkpoints/latest', '/v1/checkpoints/keys', '/tlog/checkpoint'])(
    '%s says that nothing is signed',
    async path => {
      expect(await http.query(OLIVIA, path)).toMatchObject({ status: 409, body: { code: 'not-signing' } });
    },
  );
});

test('an operator makes a key by a command, and the service signs with it', async () => {
  const { exit, out } = await signing('make');
  expect(exit).toBe(0);
  const vkey = readVkey(out.trim());
  expect((await signing('make')).exit).toBe(1);
  expect((await signing('nothing')).exit).toBe(64);

  const { body } = await done(sign());
  const { text, signatures } = readNote(String(body.note));
  expect(isSignedBy(text, signatures[0]!, vkey)).toBe(true);
  const head = readCheckpoint(text);
  const { body: tree } = await done(http.query(OLIVIA, '/v1/register/tree', { size: String(head.size) }));
  expect(tree.root).toBe(head.root.toString('base64'));

  const { body: listed } = await done(http.query(OLIVIA, '/v1/checkpoints'));
  expect(listed.checkpoints).toEqual([body]);
  for (const path of ['/v1/checkpoints/latest', '/tlog/checkpoint']) {
    const latest = await done(http.query(OLIVIA, path));
    expect(latest.text).toBe(body.note);
    expect(latest.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  }
  const { body: keys } = await done(http.query(OLIVIA, '/v1/checkpoints/keys'));
  expect(keys).toMatchObject({ origin: head.origin, keys: [{ vkey: out.trim() }] });
});

test('staff, services and customers have none of it', async () => {
  for (const who of ['staff', 'service', 'customer:jan'])
    expect((await http.query(who, '/v1/checkpoints')).status).toBe(403);
});

describe('register-forked', () => {
  test('is seen at the start, in health, and commands go on; two officers begin a new origin', async () => {
    await customerWith(http, app, 'piet');
    const { body: last } = await done(sign());
    expect((await ready()).body).toEqual({ status: 'ok' });
    await app.stop();
    await sql(app.database!.superUrl, `update register_entries set bytes = bytes || ' ' where n = 1`);
    const stopped = new Date();
    await app.start();
    const { status, body: told } = await until(ready, ({ body }) => 'warnings' in (body as object));
    const [{ since, ...fork }] = (told as { warnings: [{ since: string }] }).warnings;
    expect({ status, fork }).toEqual({
      status: 200,
      fork: { code: 'register-forked', sound: '0', signed: last.size, place: 'table' },
    });
    expect(Date.parse(since)).toBeGreaterThanOrEqual(stopped.getTime());
    expect(await sign()).toMatchObject({ status: 409, body: { code: 'register-forked' } });
    await customerWith(http, app, 'mieke');

    const { body: recorded } = await done(http.command(OLIVIA, '/v1/register/forks', {}));
    const begin = `/v1/register/forks/${String(recorded.incident)}/begin-origin`;
    expect(await http.command(OLIVIA, begin, {})).toMatchObject({
      status: 409,
      body: { code: 'second-officer-needed' },
    });
    const { body: begun } = await done(http.command(PIETER, begin, {}));
    const { body: anew } = await until(
      () => sign(),
      ({ status }) => status === 200,
    );
    expect(String(anew.note).split('\n')[0]).toBe(begun.origin);
    expect((await ready()).body).toEqual({ status: 'ok' });
    const found = await done(
      http.query(OLIVIA, '/v1/register', { purpose: 'data-subject-request', kind: 'origin-begun' }),
    );
    expect(found.body.entries).toMatchObject([{ about: { previousSize: last.size } }]);
  });

  test('that is none is not recorded', async () => {
    expect(await http.command(OLIVIA, '/v1/register/forks', {})).toMatchObject({
      status: 409,
      body: { code: 'not-forked' },
    });
  });
});
