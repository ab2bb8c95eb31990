import { statSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbedded, type EmbeddedPostgres } from '#tools/embedded-postgres';
import { done, Http, type Answered } from '../scenarios/http';
import { App, temporaryFolder } from '../setup/app';
import { freshDatabase, type TestDatabase } from '../setup/database';
import { SmallDisk } from '../setup/small-disk';
import {
  correction,
  failing,
  refusal,
  registration,
  send,
  unavailable,
  untilTaken,
  versionOf,
} from './behind';
import { look, sql } from './erasing';

const admin = process.env.INZAGE_TEST_POSTGRES!;
/** Only root may mount a small file system; elsewhere these are reported as skipped. */
const whereAllowed = SmallDisk.possible() ? test : test.skip;
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function smallDisk(megabytes: number, owner: { uid: number; gid: number }): SmallDisk {
  const disk = SmallDisk.mount(megabytes, owner)!;
  undo.push(() => disk.unmount());
  return disk;
}

async function started(database: TestDatabase): Promise<App> {
  const app = new App(temporaryFolder(), database, { env: { EVENTSTORE_URL: '' } });
  undo.push(() => app.dispose());
  return app.start();
}

/** Registers until it is refused, and answers that refusal with all subjects that were acknowledged before it. */
async function registerUntilRefused(http: Http): Promise<{ subjects: string[]; refused: Answered }> {
  const subjects: string[] = [];
  for (;;) {
    const answered = await send(http, registration(`n${subjects.length}@example.be`));
    if (answered.status !== 201) return { subjects, refused: answered };
    subjects.push(String(answered.body.subject));
  }
}

/** Each is there, and nobody else is. */
async function expectSubjects(http: Http, subjects: readonly string[]): Promise<void> {
  for (const subject of subjects) await done(http.query('staff', `/v1/subjects/${subject}/record`, look));
  const parameters = { ...look, kind: 'registered', limit: '500' };
  const { body } = await done(http.query('privacy-officer', '/v1/register', parameters));
  expect((body.entries as unknown[]).length).toBe(subjects.length);
}

whereAllowed(
  'the disk of log and records full: a 503 of its own; room again: on by itself, nothing lost',
  async () => {
    const [{ folder }] = (await sql(admin, `select current_setting('data_directory') as folder`)) as [
      { folder: string },
    ];
    const disk = smallDisk(64, statSync(folder));
    await sql(admin, `create tablespace small location '${disk.folder}'`);
    undo.push(() => sql(admin, 'drop tablespace small'));
    const database = await freshDatabase();
    await sql(admin, `alter database ${new URL(database.superUrl).pathname.slice(1)} set tablespace small`);
    const app = await started(database);
    const http = new Http(app);
    const first = String((await done(send(http, registration('noor@example.be')))).body.subject);
    const read = (): Promise<Answered> => http.query('staff', `/v1/subjects/${first}/record`, look);
    const version = await versionOf(read());

    disk.fill();
    undo.push(() => disk.empty());
    // Half-filled pages take some more.
    const { subjects, refused } = await registerUntilRefused(http);
    expect(refusal(refused)).toEqual(unavailable('storage-full'));
    const correct = correction(first, version, 'claes@example.be');
    expect(refusal(await send(http, correct))).toEqual(unavailable('storage-full'));
    // A look is recorded before it is answered; what needs no record goes on.
    expect(refusal(await read())).toEqual(unavailable('storage-full'));
    expect((await http.query('staff', '/v1/catalogue')).status).toBe(200);

    disk.empty();
    expect((await untilTaken(http, correct)).body).toMatchObject({ outcome: 'done', repeated: false });
    expect(await versionOf(read())).toBe(version + 1);
    expect(await failing(app)).toBe('ready');
    await expectSubjects(http, [first, ...subjects]);
  },
  60_000,
);

whereAllowed(
  'PostgreSQL dies of its full disk: 503; started again: the service goes on, nothing lost',
  async () => {
    const disk = smallDisk(192, { uid: 0, gid: 0 });
    let postgres: EmbeddedPostgres | undefined;
    const start = async (): Promise<EmbeddedPostgres> =>
      (postgres = await startEmbedded({
        dataDir: join(disk.folder, 'data'),
        say: () => undefined,
        settings: { max_wal_size: '32MB' },
        syncFirst: false,
      }));
    undo.push(() => postgres?.stop());
    const { urls, superuserUrl } = await start();
    const app = await started({
      serviceUrl: urls.service,
      serviceRole: new URL(urls.service).username,
      ownerUrl: urls.owner,
      keyringUrl: urls.keyring,
      superUrl: superuserUrl,
      drop: async () => undefined,
    });
    const http = new Http(app);
    const first = String((await done(send(http, registration('noor@example.be')))).body.subject);

    disk.fill();
    undo.push(() => disk.empty());
    // It has no room for the next segment of its write-ahead log, and stops by a panic.
    const panic = (async () => {
      while (await sql(superuserUrl, 'select pg_switch_wal()').catch(() => undefined));
    })();
    const { subjects, refused } = await registerUntilRefused(http);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await panic;
    const late = registration('late@example.be');
    expect((await send(http, late)).status).toBe(503);
    expect(await failing(app)).toEqual([503, ['log', 'keyring', 'read-models']]);

    disk.empty();
    await postgres!.stop();
    expect((await start()).urls).toEqual(urls);
    const taken = await untilTaken(http, late);
    expect(taken.status).toBe(201);
    expect(await failing(app)).toBe('ready');
    await expectSubjects(http, [first, ...subjects, String(taken.body.subject)]);
  },
  60_000,
);
