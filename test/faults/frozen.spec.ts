import { join } from 'node:path';
import { done, Http } from '../scenarios/http';
import { App, startApp } from '../setup/app';
import { startIssuer, type TestIssuer } from '../setup/issuer';
import {
  correction,
  refusal,
  registration,
  send,
  unavailable,
  untilTaken,
  versionOf,
  type Sent,
} from './behind';
import { look, sql } from './erasing';

/** Two processes of the service on one log, and a subject whose corrections take their time in the database. */
let issuer: TestIssuer;
let first: App;
let second: App;
let slow: string;
beforeAll(async () => {
  // An issuer that is not frozen with the first.
  issuer = await startIssuer({ audience: 'urn:inzage:api' });
  const env = { EVENTSTORE_URL: '', OIDC_ISSUER: issuer.url };
  first = await startApp({ env });
  const secrets = join(first.dataDir, 'secrets.json');
  second = new App(`${first.dataDir}-second`, first.database, {
    env: { ...env, INZAGE_SECRETS_FILE: secrets },
  });
  await second.start();
  first.issuer = second.issuer = issuer.url;
  slow = String((await done(send(new Http(first), registration('slow@example.be')))).body.subject);
  // Whoever appends to that subject holds the lock of the counter for a second.
  await sql(
    first.database!.superUrl,
    `create function linger() returns trigger language plpgsql as
       $$ begin perform pg_sleep(1); return new; end $$;
     create trigger linger before insert on events for each row
       when (new.stream = 'subject-${slow}') execute function linger()`,
  );
});
afterAll(async () => {
  await second.stop();
  await first.dispose();
  await issuer.stop();
});

/** Resolves with the server process that holds the lock of the counter, while it lingers there. */
async function holder(): Promise<number> {
  const lingering = `select pid from pg_stat_activity
    where datname = current_database() and application_name = 'inzage append' and wait_event = 'PgSleep'`;
  for (;;) {
    const [row] = await sql<{ pid: number }>(first.database!.superUrl, lingering);
    if (row) return row.pid;
  }
}

const recordOf = (http: Http, subject: string) => http.query('staff', `/v1/subjects/${subject}/record`, look);

async function corrections(http: Http, subject: string): Promise<number> {
  const parameters = { ...look, kind: 'corrected' };
  const { body } = await done(http.query('privacy-officer', `/v1/subjects/${subject}/register`, parameters));
  return (body.entries as unknown[]).length;
}

/** Positions of the log without a gap, and each revision of a stream once. */
async function expectWhole(): Promise<void> {
  const [row] = await sql(
    first.database!.superUrl,
    `select count(*) = max(position) as gapless, count(*) = count(distinct (stream, revision)) as once,
            count(*) = count(distinct id) as ids from events`,
  );
  expect(row).toEqual({ gapless: true, once: true, ids: true });
}

test('a process that is stopped (SIGSTOP) while it holds the lock of the counter holds nobody up, and wakes to the truth', async () => {
  const [one, two] = [new Http(first), new Http(second)];
  const version = await versionOf(recordOf(one, slow));
  await versionOf(recordOf(two, slow));
  const before = await corrections(two, slow);
  const sent = correction(slow, version, 'one@example.be');
  const waiting = send(one, sent);
  await holder();
  process.kill(first.pid, 'SIGSTOP');
  try {
    const started = performance.now();
    const other = await done(send(two, registration('other@example.be')));
    expect(performance.now() - started).toBeLessThan(5_000);
    // What the stopped process had under way is in the log: the other one knows of it.
    const late = correction(slow, version, 'two@example.be');
    expect((await send(two, late)).body.code).toBe('stale-version');
    // If the stopped one was projecting, the other takes over.
    let read = await recordOf(two, String(other.body.subject));
    for (; read.status === 503; read = await recordOf(two, String(other.body.subject)))
      expect(read.body.code).toBe('projection-behind');
    expect(read.status).toBe(200);
  } finally {
    process.kill(first.pid, 'SIGCONT');
  }
  expect((await waiting).body).toMatchObject({ outcome: 'done' });
  for (const http of [one, two])
    expect((await done(send(http, sent))).body).toMatchObject({ outcome: 'done', repeated: true });
  for (const http of [one, two]) {
    expect(await versionOf(recordOf(http, slow))).toBe(version + 1);
    expect(await corrections(http, slow)).toBe(before + 1);
  }
  await expectWhole();
}, 60_000);

test("PostgreSQL's process with the lock is stopped: 503 within the deadline, reads go on; it wakes: nothing lost or doubled", async () => {
  const [one, two] = [new Http(first), new Http(second)];
  const version = await versionOf(recordOf(one, slow));
  const before = await corrections(two, slow);
  const sent: Sent[] = [correction(slow, version, 'three@example.be'), registration('four@example.be')];
  const stuck = send(one, sent[0]!);
  const pid = await holder();
  process.kill(pid, 'SIGSTOP');
  try {
    const started = performance.now();
    const held = send(two, sent[1]!);
    expect((await two.query('staff', '/v1/catalogue')).status).toBe(200);
    expect((await fetch(`${second.url}/health/ready`)).status).toBe(200);
    for (const answered of await Promise.all([stuck, held]))
      expect(refusal(answered)).toEqual(unavailable('store-unavailable'));
    expect(performance.now() - started).toBeLessThan(13_000);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  const [corrected, registered] = [await untilTaken(one, sent[0]!), await untilTaken(two, sent[1]!)];
  expect([corrected.status, registered.status]).toEqual([200, 201]);
  for (const http of [one, two]) {
    expect(await versionOf(recordOf(http, slow))).toBe(version + 1);
    expect(await corrections(http, slow)).toBe(before + 1);
    await done(recordOf(http, String(registered.body.subject)));
  }
  await expectWhole();
}, 60_000);
