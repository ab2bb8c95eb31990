import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, settingsOf } from '../doctor/doctor';
import { customer, erase, look, sql, untilFenced, untilTold, type Customer } from '../faults/erasing';
import { done, Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';
import { until } from '../setup/until';

/** What an erasure tells while the master key is rotated, who may state what, and keyrings from before (ADR 0026). */

let app: App;
let http: Http;
let gone: Customer;
let stays: Customer;
let erasure: string;
/** Databases of keyrings, as they were. */
let keyring: string;
let superUrl: string;

beforeAll(async () => {
  app = await startApp({ postgres: 'shared' });
  http = new Http(app);
  superUrl = app.database!.superUrl;
  keyring = new URL(app.database!.keyringUrl).pathname.slice(1);
  [gone, stays] = [await customer(app, 'gone'), await customer(app, 'stays')];
  erasure = await erase(app, gone.subject);
  await untilFenced(app, gone.subject, erasure);
  // What is sealed for telling recipients ends under a key of its own (Art. 19).
  await untilTold(app, gone.subject, erasure);
});
afterAll(async () => {
  for (const copy of copies) await sql(superUrl, `drop database if exists ${copy} with (force)`);
  await app.dispose();
});

async function step(name: string): Promise<void> {
  await until(
    () => run(settingsOf(app), { tool: 'keys', args: [name] }),
    // A process reads its secrets file again within seconds.
    ({ exit }) => exit === 0,
    30_000,
    1_000,
  );
}

const copies: string[] = [];
/** Of the keyring, while the service is stopped. */
async function copyAs(name: string): Promise<string> {
  const copy = `${keyring}_${name}`;
  copies.push(copy);
  await sql(superUrl, `create database ${copy} template ${keyring}`);
  return copy;
}

/** Puts a copy in the keyring's place. */
async function putBack(copy: string): Promise<void> {
  await sql(superUrl, `drop database ${keyring} with (force)`);
  await sql(superUrl, `create database ${keyring} template ${copy}`);
}

async function told(): Promise<unknown> {
  const { body } = await done(
    http.query('privacy-officer', `/v1/subjects/${gone.subject}/erasures/${erasure}`),
  );
  return { state: body.state, wanting: body.wanting };
}

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;
const attest = (who: string, epoch = '1'): ReturnType<Http['command']> =>
  http.command(who, `/v1/master-key-epochs/${epoch}/attest`, {});

test.each(['staff', 'auditor', 'customer:gone', 'service'])(
  'an officer alone states and sees what became of epochs; not: %s',
  async who => {
    expect((await attest(who)).body.code).toBe('forbidden-role');
    expect((await http.query(who, '/v1/master-key-epochs')).body.code).toBe('forbidden-role');
  },
);

test.each([
  ['1', 'epoch-not-retired'],
  ['7', 'epoch-not-retired'],
])('epoch %s, in use or unknown, is not stated to be destroyed', async (epoch, code) => {
  expect((await attest('privacy-officer:olivia', epoch)).body.code).toBe(code);
});

test('Art. 17: an erasure tells what is wanting, since when and by whom, until no copy undoes it', async () => {
  const wants = (what: string, by: string, since?: string): object => ({
    state: 'fenced',
    wanting: [{ what, epoch: 1, by, ...(since !== undefined && { since }) }],
  });
  expect(await told()).toEqual(wants('next-epoch', 'operator'));
  await app.stop();
  await copyAs('before');
  await app.start();
  await step('announce');
  expect(await told()).toEqual(wants('next-epoch', 'operator'));
  await app.stop();
  await copyAs('announced');
  copyFileSync(join(app.dataDir, 'secrets.json'), join(app.dataDir, 'both.json'));
  await app.start();
  await step('activate');
  expect(await told()).toEqual(wants('retirement', 'operator', TIME));
  await step('rewrap');
  expect(await told()).toEqual(wants('retirement', 'operator', TIME));
  await step('retire');
  expect(await told()).toEqual(wants('first-statement', 'privacy-officer', TIME));

  const first = await until(
    () => attest('privacy-officer:olivia'),
    // Until the process has let go of the epoch.
    ({ body }) => body.code !== 'epoch-still-held',
  );
  expect(first.body).toMatchObject({ state: 'stated', outcome: 'done' });
  expect(await told()).toEqual(wants('second-statement', 'privacy-officer', TIME));
  // One officer is not two, however often.
  expect((await attest('privacy-officer:olivia')).body).toMatchObject({
    state: 'stated',
    outcome: 'unchanged',
  });
  expect((await attest('privacy-officer:pieter')).body).toMatchObject({ state: 'destroyed' });
  expect(await told()).toEqual({ state: 'irrecoverable', wanting: [] });

  const { text } = await done(http.query('privacy-officer', '/v1/master-key-epochs'));
  expect(JSON.parse(text)).toEqual([
    { epoch: 1, retired: TIME, stated: TIME, destroyed: TIME },
    { epoch: 2, activated: TIME },
  ]);
  const kinds = await until(
    () =>
      sql<{ kind: string; bytes: string }>(
        superUrl,
        `select kind, convert_from(bytes, 'utf8') as bytes from register_entries where kind like 'master-key-%' order by n`,
      ),
    rows => rows.length === 2,
  );
  expect(kinds.map(({ kind }) => kind)).toEqual(['master-key-destruction-stated', 'master-key-destroyed']);
  expect(kinds[1]!.bytes).toMatch(/"statedBy":"[0-9a-f-]{36}"/);
});

describe('a keyring from before a rotation', () => {
  test.each([
    ['before', 'was taken out of the file: the keyring is a copy from before that; restore a newer one'],
    ['announced', 'was taken out of the file: the keyring is a copy from before that; restore a newer one'],
  ])('with the secrets file of after it: refused, and what to restore is said (%s)', async (copy, words) => {
    await app.stop();
    await putBack(`${keyring}_${copy}`);
    const { code, said } = await app.outcome();
    expect({ code, said: said.includes(words) || said }).toEqual({ code: 1, said: true });
  });

  test('and a file that has both epochs, where the keyring knows of one: refused, and both are to be restored', async () => {
    copyFileSync(join(app.dataDir, 'both.json'), join(app.dataDir, 'secrets.json'));
    await putBack(`${keyring}_before`);
    const { code, said } = await app.outcome();
    expect({ code, said: said.includes('restore the newest of both') || said }).toEqual({
      code: 1,
      said: true,
    });
  });

  test('where it knows both: it serves what it can, makes nothing under the old epoch, and erases nobody', async () => {
    await putBack(`${keyring}_announced`);
    await app.start();
    const { keyringUrl } = app.database!;
    const record = await done(http.query('staff', `/v1/subjects/${stays.subject}/record`, look));
    expect(record.text).toContain(stays.email);

    const newcomer = await customer(app, 'newcomer');
    const epochs = await sql<{ epoch: number; mine: boolean }>(
      keyringUrl,
      `select distinct epoch, owner = 'subject:${newcomer.subject}' as mine from keys order by 1, 2`,
    );
    expect(epochs).toEqual([
      { epoch: 1, mine: false },
      { epoch: 2, mine: true },
    ]);
    expect(await sql(keyringUrl, 'select epoch, blind_epoch from identity')).toEqual([
      { epoch: 2, blind_epoch: 2 },
    ]);

    // Somebody whose key is not in the copy: an outage, and no erasure.
    await app.stop();
    await putBack(`${keyring}_announced`);
    await app.start();
    const lost = await http.query('staff', `/v1/subjects/${newcomer.subject}/record`, look);
    expect(lost).toMatchObject({ status: 503, body: { code: 'key-unavailable' } });
    expect(lost.text).not.toContain('erased');
    expect(await sql(keyringUrl, `select from fences where owner = 'subject:${newcomer.subject}'`)).toEqual(
      [],
    );
  }, 240_000);
});
