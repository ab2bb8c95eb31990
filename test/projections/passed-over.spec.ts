import { createHash } from 'node:crypto';
import { createPool } from '#libs/database';
import { projectionState } from '#libs/projections';
import type { Entry } from '#libs/register';
import type { Pool } from 'pg';
import { diagnose } from '../doctor/doctor';
import { copy } from '../log-copy/copying';
import { customerWith, done, Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';
import { freshDatabase } from '../setup/database';
import { testLog } from '../setup/log';
import { poisonRegister } from '../setup/poison';
import { rebuild } from '../setup/rebuild';
import { until } from '../setup/until';
import { PROSECUTORS_ORDER } from '../setup/orders';

const [OLIVIA, PIETER] = ['privacy-officer:olivia', 'privacy-officer:pieter'];

/**
 * Two officers get the service past an event that a projection stands at. The fault is one of the database's: it refuses
 * what follows from the event until it is mended, as a fault of the program would until a later version.
 */

let app: App;
let http: Http;
let root: Pool;
let subject: string;
beforeAll(async () => {
  app = await startApp({ postgres: 'shared' });
  http = new Http(app);
  root = createPool(app.database!.superUrl, 'root');
  ({ subject } = await customerWith(http, app, 'passed', 'passed-p16.be'));
});
afterAll(async () => {
  await root.end();
  await app.dispose();
});

/** From now on a table takes no row of which this is true. */
async function plant(table: string, condition: string): Promise<void> {
  await root.query(`
    create or replace function refuse() returns trigger language plpgsql as $$ begin raise 'Jan Peeters'; end $$;
    create trigger planted before insert on ${table} for each row when (${condition}) execute function refuse()`);
}
const mend = (table: string): Promise<unknown> => root.query(`drop trigger planted on ${table}`);

const standsAt = async (name: string): Promise<string> => {
  const { failure } = await until(
    () => projectionState(root, name),
    ({ status }) => status === 'failed',
  );
  return failure!.at!.event;
};
const goesOn = (name: string, event: string): Promise<unknown> =>
  until(
    () => projectionState(root, name),
    ({ status, failure }) => status === 'running' && failure?.at?.event !== event,
  );
const code = async (answered: ReturnType<Http['command']>): Promise<unknown> => (await answered).body.code;
const bytes = async (): Promise<Buffer[]> => {
  const { rows } = await root.query<{ bytes: Buffer }>('select bytes from register_entries order by n');
  return rows.map(row => row.bytes);
};
const entries = async (): Promise<Entry[]> =>
  (await bytes()).map(text => JSON.parse(text.toString('utf8')) as Entry);

interface Standing {
  readonly standing: readonly { event: string; eventHash: string; type: string; projections: unknown[] }[];
  readonly passings: readonly { passing: string; status: string }[];
}
const listed = async (): Promise<Standing> =>
  (await done(http.query(OLIVIA, '/v1/passings'))).body as unknown as Standing;

/** A proposal of an officer for what stands. */
async function proposal(event: string, ...projections: string[]): Promise<object> {
  const { standing } = await listed();
  const { eventHash } = standing.find(each => each.event === event)!;
  return { event, eventHash, projections, reason: 'program-fault' };
}
const propose = async (body: object): Promise<string> =>
  `/v1/passings/${String((await done(http.command(OLIVIA, '/v1/passings', body))).body.passing)}`;

describe('P16: an order whose disclosure the register cannot write', () => {
  let event: string;
  let passing: string;
  let position: string;
  const order = {
    ...PROSECUTORS_ORDER,
    issuedOn: '2026-03-02',
    fields: ['familyName'],
    secrecy: { ground: 'art. 46bis', until: '2999-12-30' },
  };

  test('stops the register at its event; list, health and doctor say where, and what comes next', async () => {
    await plant('register_entries', "new.kind = 'disclosed'");
    const { body } = await done(
      http.command(OLIVIA, '/v1/orders', { ...order, concerns: { subjects: [subject] } }),
    );
    const at = `/v1/orders/${String(body.order)}`;
    await done(http.command(PIETER, `${at}/approve`, {}));
    await done(http.command(OLIVIA, `${at}/disclose`, {}));
    event = await standsAt('register');

    const log = await testLog(app.database!);
    const stored = (await log.readAll(null, 1_000)).events.find(({ id }) => id === event)!;
    await log.close();
    const eventHash = createHash('sha256').update(stored.bytes).digest('base64url');
    expect((await listed()).standing).toEqual([
      {
        event,
        type: 'OrderDisclosed',
        eventHash,
        projections: [{ projection: 'register', error: expect.stringContaining('P0001') as string }],
      },
    ]);
    const health = await (await fetch(`${app.url}/health/ready`)).json();
    expect(health).toMatchObject({
      status: 'ok',
      warnings: [{ code: 'projection-failed', projection: 'register', event, type: 'OrderDisclosed' }],
    });
    const { checks, codes } = await diagnose(app);
    expect(codes).toEqual(['projection-failed']);
    const found = checks.flatMap(({ findings = [] }) => findings);
    expect(found[0]!.where[0]).toContain(event);
    expect(found[0]!.todo).toContain('two officers');
  }, 120_000);

  test('a proposal for what no projection stands at, of another hash, or a second one is refused', async () => {
    const body = await proposal(event, 'register');
    const refused = (change: object): Promise<unknown> =>
      code(http.command(OLIVIA, '/v1/passings', { ...body, ...change }));
    expect(await refused({ event: subject })).toBe('event-not-stood-at');
    expect(await refused({ projections: ['register', 'records'] })).toBe('event-not-stood-at');
    expect(await refused({ eventHash: 'A'.repeat(43) })).toBe('event-hash-differs');
    expect(await code(http.command('staff', '/v1/passings', body))).toBe('forbidden-role');
    passing = await propose(body);
    expect(await refused({})).toBe('passing-proposed');
    expect(await code(http.command(OLIVIA, `${passing}/approve`, {}))).toBe('second-officer-needed');
    expect(await code(http.command(OLIVIA, `${passing}/make-up`, {}))).toBe('passing-not-approved');
  });

  test('while it stands, a rebuild that gets past the event is not swapped', async () => {
    const before = await bytes();
    const { code: exit, said } = await rebuild(app.database!, 'register');
    expect(exit).toBe(1);
    expect(said).toContain(`whether register passes over event ${event}`);
    expect(await bytes()).toEqual(before);
    const { warnings } = (await (await fetch(`${app.url}/health/ready`)).json()) as { warnings: object[] };
    expect(warnings).toMatchObject([{ code: 'passing-proposed', projection: 'register', event }]);
  });

  test('approved by a second officer, the register goes on without it and says which event, why and who', async () => {
    const { position: approved } = (await done(http.command(PIETER, `${passing}/approve`, {}))).body;
    await goesOn('register', event);
    // The register goes on with what follows the passed event: it is past the decision itself a moment later.
    await done(http.query(OLIVIA, '/v1/register', { purpose: 'customer-care', position: String(approved) }));
    const all = await entries();
    expect(all.map(({ n }) => n)).toEqual(all.map((_, n) => n));
    expect(all.filter(entry => entry.event === event)).toEqual([]);
    expect(all.filter(({ kind }) => kind.includes('pass'))).toMatchObject([
      { kind: 'passing-proposed', about: { passedEvent: event } },
      {
        kind: 'event-passed-over',
        about: { passedEvent: event, passedType: 'OrderDisclosed', reason: 'program-fault' },
      },
    ]);
    expect((await http.command(PIETER, `${passing}/approve`, {})).body.outcome).toBe('unchanged');
    expect(await code(http.command(OLIVIA, `${passing}/withdraw`, {}))).toBe('passing-closed');
    expect((await diagnose(app)).codes).toEqual(['event-passed-over']);
  }, 120_000);

  test('a program that cannot apply it either does not make up for it, and nothing stands', async () => {
    expect(await code(http.command(OLIVIA, `${passing}/make-up`, {}))).toBe('event-not-applicable');
    const { position: at } = (
      await done(http.command('service', `/v1/subjects/${subject}/start-service`, { type: 'hosting' }))
    ).body;
    await done(http.query(OLIVIA, '/v1/register', { purpose: 'customer-care', position: String(at) }));
  });

  test('a fixed program adds what was missing, as new entries that name the event, hidden as they would be', async () => {
    await mend('register_entries');
    const { body } = await done(http.command(OLIVIA, `${passing}/make-up`, {}));
    expect(body).toMatchObject({ outcome: 'done', entries: 1, rebuild: [] });
    position = String(body.position);
    await done(http.query(OLIVIA, '/v1/register', { purpose: 'customer-care', position }));
    const made = (await entries()).find(({ kind }) => kind === 'disclosed')!;
    expect(made).toMatchObject({
      subject,
      recipient: 'public-prosecutor',
      fields: { familyName: {} },
      about: { passedEvent: event, passedRole: 'privacy-officer' },
    });
    expect(made.about!.passedTime! < made.time).toBe(true);
    const { text } = await done(
      http.query('customer:passed', `/v1/subjects/${subject}/register`, { position, purpose: 'contract' }),
    );
    expect(text).toContain('registered');
    expect(text).not.toContain('disclosed');
    expect((await http.command(PIETER, `${passing}/make-up`, {})).body).toMatchObject({
      outcome: 'unchanged',
      entries: 0,
    });
  });

  test('Art. 5(2): built anew by a program that could apply it, the register has the same bytes and numbers', async () => {
    const before = await bytes();
    const { code: exit, said } = await rebuild(app.database!, 'register');
    expect({ exit, said }).toMatchObject({ exit: 0, said: expect.stringContaining('swapped') as string });
    expect((await bytes()).slice(0, before.length)).toEqual(before);
    expect((await diagnose(app)).codes).toEqual([]);
  }, 120_000);

  test('a copy of the log makes the same register', async () => {
    const target = await freshDatabase();
    const { serviceUrl } = app.database!;
    const { out, said, exit } = await copy(
      '--from',
      serviceUrl,
      '--to',
      target.ownerUrl,
      '--service-role',
      target.serviceRole,
    );
    await target.drop();
    expect({ exit, said }).toMatchObject({ exit: 0 });
    const [, count, digest] = /register of (\d+) entries, SHA-256 ([0-9a-f]{64})/.exec(out)!;
    const hash = createHash('sha256');
    const live = (await bytes()).slice(0, Number(count));
    for (const one of live) hash.update(one).update('\n');
    expect(digest).toBe(hash.digest('hex'));
  }, 120_000);
});

test('Art. 12(3): a read model passes over an event, and has it in its place when it is built anew', async () => {
  await plant('requests', 'true');
  const request = { kind: 'access', channel: 'letter', subject, receivedAt: '2026-03-02T10:00:00Z' };
  await done(http.command(OLIVIA, '/v1/requests', request));
  const event = await standsAt('requests');
  const passing = await propose(await proposal(event, 'requests'));
  await done(http.command(PIETER, `${passing}/withdraw`, {}));
  expect(await code(http.command(PIETER, `${passing}/approve`, {}))).toBe('passing-closed');
  const again = await propose(await proposal(event, 'requests'));
  await done(http.command(PIETER, `${again}/approve`, {}));
  await goesOn('requests', event);
  const { body: without } = await done(http.query(OLIVIA, '/v1/requests'));
  expect(without.requests).toEqual([]);

  await mend('requests');
  const { body } = await done(http.command(OLIVIA, `${again}/make-up`, {}));
  expect(body).toMatchObject({ entries: 0, rebuild: ['requests'] });
  expect(await rebuild(app.database!, 'requests')).toMatchObject({ code: 0 });
  const { body: whole } = await done(http.query(OLIVIA, '/v1/requests'));
  expect(whole.requests).toMatchObject([{ status: 'open' }]);
}, 120_000);

test('an event of before whose value PostgreSQL refuses is passed over too', async () => {
  const log = await testLog(app.database!);
  const event = await poisonRegister(log, subject);
  await log.close();
  expect(await standsAt('register')).toBe(event);
  const passing = await propose(await proposal(event, 'register'));
  await done(http.command(PIETER, `${passing}/approve`, {}));
  await goesOn('register', event);
  expect(await code(http.command(OLIVIA, `${passing}/make-up`, {}))).toBe('event-not-applicable');
}, 120_000);
