import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { App, startApp } from '../setup/app';
import { done, Http } from '../scenarios/http';
import { customer, erase, ERASED, look, registerOf, remains, share, sql, untilFenced } from './erasing';

const apps: App[] = [];
/** Further processes on the data of one of those. */
const others: App[] = [];
afterEach(async () => {
  for (const other of others.splice(0)) await other.stop();
  for (const app of apps.splice(0)) await app.dispose();
});

async function started(env: Record<string, string> = {}): Promise<App> {
  const app = await startApp({ postgres: 'shared', env });
  apps.push(app);
  return app;
}

/** One more process on the data of another, with other settings. */
function beside(app: App, env: Record<string, string> = {}): App {
  const other = new App(app.dataDir, app.database, { ...app.options, env: { ...app.options.env, ...env } });
  others.push(other);
  return other;
}

describe('Art. 17: erasure and faults', () => {
  test('killed at each step, by SIGKILL, it goes on from there; who is erased stays erased', async () => {
    const app = await started();
    const [gone, stays] = [await customer(app, 'gone'), await customer(app, 'stays')];
    const http = new Http(app);
    const other = await done(http.query('staff', `/v1/subjects/${stays.subject}/record`, look));
    await app.stop();

    // Dies as soon as the erasure is begun; each next process gets one step further.
    const first = await beside(app, { INZAGE_CRASH_AT: 'erasure:begun' }).start();
    const before = await registerOf(app);
    const erasure = await erase(first, gone.subject);
    await first.death();
    for (const step of ['barred', 'journaled', 'fenced', 'settled', 'erased'])
      expect(await beside(app, { INZAGE_CRASH_AT: `erasure:${step}` }).outcome()).toMatchObject({
        code: null,
      });
    const running = await beside(app).start();
    await untilFenced(running, gone.subject, erasure);
    expect(await remains(running, gone)).toEqual(ERASED);

    const now = await done(new Http(running).query('staff', `/v1/subjects/${stays.subject}/record`, look));
    expect(now.body).toEqual(other.body);
    const after = await registerOf(app);
    expect(after.slice(0, before.length)).toEqual(before);
    const kinds = after.slice(before.length).map(text => (JSON.parse(text) as { kind: string }).kind);
    expect(kinds.filter(kind => kind.startsWith('eras'))).toEqual([
      'erasure-approved',
      'erasure-begun',
      'erased',
    ]);
  }, 240_000);

  test('a second process with a warm cache reads nothing any more once it is said to be fenced', async () => {
    const first = await started();
    const second = new App(`${first.dataDir}-second`, first.database, {
      env: {
        OIDC_ISSUER: first.issuer,
        INZAGE_SECRETS_FILE: join(first.dataDir, 'secrets.json'),
        INZAGE_RUN: 'api',
      },
    });
    others.push(await second.start());
    second.issuer = first.issuer;
    const gone = await customer(first, 'gone');
    expect((await share(second, gone)).body.payload).toBeDefined();

    const erasure = await erase(first, gone.subject);
    const answers: { readonly asked: number; readonly read: boolean }[] = [];
    let fencedAt = Infinity;
    const after = () => answers.filter(({ asked }) => asked > fencedAt);
    const reading = (async () => {
      while (after().length < 5) {
        const asked = Date.now();
        const { body } = await share(second, gone);
        answers.push({ asked, read: body.payload !== undefined });
        await delay(20);
      }
    })();
    await untilFenced(first, gone.subject, erasure);
    const at = `/v1/subjects/${gone.subject}/erasures/${erasure}`;
    const { body: reached } = await done(new Http(first).query('privacy-officer', at));
    // Its own time, and not that at which somebody heard of it.
    fencedAt = Date.parse(reached.fenced as string);
    await reading;
    expect(after().filter(({ read }) => read)).toEqual([]);
    expect(await remains(second, gone)).toEqual(ERASED);
  }, 120_000);

  test('an older copy of the keyring beside the newer log serves nothing of who was erased', async () => {
    const app = await started();
    const [gone, stays] = [await customer(app, 'gone'), await customer(app, 'stays')];
    await app.stop();
    const { superUrl, keyringUrl } = app.database!;
    const keyring = new URL(keyringUrl).pathname.slice(1);
    await sql(superUrl, `create database ${keyring}_copy template ${keyring}`);
    await app.start();
    await untilFenced(app, gone.subject, await erase(app, gone.subject));
    const before = await registerOf(app);
    await app.stop();

    await sql(superUrl, `alter database ${keyring} rename to ${keyring}_lost`);
    await sql(superUrl, `alter database ${keyring}_copy rename to ${keyring}`);
    const owner = `subject:${gone.subject}`;
    const keys = `select count(*)::int as n from keys where owner = '${owner}'`;
    const lookups = `select count(*)::int as n from lookups left join keys using (key_id) where owner = '${owner}' or owner is null`;
    // As if nothing had been erased: the test can fail.
    expect((await sql<{ n: number }>(keyringUrl, keys))[0]!.n).toBeGreaterThan(2);
    expect((await sql<{ n: number }>(keyringUrl, lookups))[0]!.n).toBeGreaterThan(2);

    await app.start();
    expect(await sql(keyringUrl, keys)).toEqual([{ n: 1 }]); // The books.
    expect(await sql(keyringUrl, lookups)).toEqual([{ n: 0 }]);
    expect(await remains(app, gone)).toEqual(ERASED);
    const other = await new Http(app).query('staff', `/v1/subjects/${stays.subject}/record`, look);
    expect(other.text).toContain(stays.email);
    expect((await registerOf(app)).slice(0, before.length)).toEqual(before);
    await app.stop();
    await sql(superUrl, `drop database ${keyring}_lost`);
  }, 120_000);

  test('another master key, and an empty keyring, stop the service, say why, and erase nothing', async () => {
    const app = await started();
    const stays = await customer(app, 'stays');
    await app.stop();
    const { keyringUrl } = app.database!;
    const file = join(app.dataDir, 'secrets.json');
    const secrets = readFileSync(file, 'utf8');
    const contents = () =>
      sql(
        keyringUrl,
        'select (select count(*) from keys) as keys, (select count(*) from fences) as fences, (select count(*) from lookups) as lookups',
      );
    const before = await contents();

    const other = JSON.parse(secrets) as { masterKeys: { key: string }[] };
    other.masterKeys[0]!.key = randomBytes(32).toString('base64url');
    writeFileSync(file, JSON.stringify(other), { mode: 0o600 });
    const wrong = await app.outcome();
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.said).toMatch(
      /the master key, epoch 1 is not the one that this keyring was made with: restore/,
    );
    expect(wrong.said).not.toContain(other.masterKeys[0]!.key);
    expect(await contents()).toEqual(before);
    writeFileSync(file, secrets, { mode: 0o600 });

    const { superUrl } = app.database!;
    const keyring = new URL(keyringUrl);
    const name = keyring.pathname.slice(1);
    await sql(superUrl, `create database ${name}_empty owner ${keyring.username}`);
    keyring.pathname = `/${name}_empty`;
    const empty = await beside(app, { KEYRING_URL: keyring.toString() }).outcome();
    expect(empty).toMatchObject({ code: 1 });
    expect(empty.said).toMatch(/the keyring is empty, but log \S+ has events: restore the keyring/);
    expect(await sql(keyring.toString(), 'select count(*)::int as n from keys')).toEqual([{ n: 0 }]);
    await sql(superUrl, `drop database ${name}_empty with (force)`);

    await app.start();
    const record = await new Http(app).query('staff', `/v1/subjects/${stays.subject}/record`, look);
    expect(record.text).toContain(stays.email);
  }, 120_000);
});
