import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCheckpoint, readNote, RegisterTree, type Checkpoint } from '#libs/register';
import { createPool } from '#libs/database';
import { processStart, startEmbedded, type EmbeddedPostgres } from '#tools/embedded-postgres';
import { run, settingsOf } from '../doctor/doctor';
import { customerWith, done, Http } from '../scenarios/http';
import { App, temporaryFolder } from '../setup/app';
import { until } from '../setup/until';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A PostgreSQL of its own, which writes what is committed without waiting as late as it may. */
async function startPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const settings = { wal_writer_delay: '10s', wal_writer_flush_after: '1GB' };
  const postgres = await startEmbedded({ dataDir, say: () => undefined, settings, syncFirst: false });
  undo.push(() => postgres.stop());
  return postgres;
}

/** What is in no file is lost, as when the machine loses its power: nothing is written any more. */
async function killPostgres(dataDir: string): Promise<void> {
  const file = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGQUIT');
  await until(
    () => Promise.resolve(processStart(pid)),
    started => started === undefined,
  );
}

/** The tree of the register up to a size. */
async function rootAt(url: string, { size }: Pick<Checkpoint, 'size'>): Promise<string | undefined> {
  const pool = createPool(url, 'checkpoint-crash');
  try {
    const tree = new RegisterTree(pool);
    return (await tree.size()) < size ? undefined : (await tree.root(size)).toString('base64');
  } finally {
    await pool.end();
  }
}

test('what an answered checkpoint signs (Art. 5(2)) is there when PostgreSQL has lost what it had not written', async () => {
  const dataDir = temporaryFolder();
  const postgres = await startPostgres(dataDir);
  const { urls, superuserUrl } = postgres;
  const app = new App(
    temporaryFolder(),
    {
      serviceUrl: urls.service,
      serviceRole: new URL(urls.service).username,
      ownerUrl: urls.owner,
      keyringUrl: urls.keyring,
      superUrl: superuserUrl,
      drop: async () => undefined,
    },
    { env: { EVENTSTORE_URL: '' } },
  );
  undo.push(() => app.dispose());
  await app.start();
  const http = new Http(app);
  expect((await run(settingsOf(app), { tool: 'signing', args: ['make'] })).exit).toBe(0);
  await customerWith(http, app, 'jan');
  const { body } = await done(http.post('privacy-officer:olivia', '/v1/checkpoints'));
  await Promise.all([killPostgres(dataDir), app.kill9()]);
  await postgres.stop();

  const signed = readCheckpoint(readNote(String(body.note)).text);
  await startPostgres(dataDir);
  expect(await rootAt(urls.owner, signed)).toBe(signed.root.toString('base64'));
  await app.start();
  const { body: tree } = await done(
    http.query('privacy-officer:olivia', '/v1/register/tree', { size: String(signed.size) }),
  );
  expect(tree.root).toBe(signed.root.toString('base64'));
  await customerWith(http, app, 'piet');
  await done(http.post('privacy-officer:olivia', '/v1/checkpoints'));
}, 90_000);
