import { randomBytes } from 'node:crypto';
import { customer, erase, ERASED, registerOf, remains, share, untilFenced } from '../faults/erasing';
import { diagnose, run, settingsOf } from '../doctor/doctor';
import { Peer } from '../peers/eventstoredb';
import { done, Http } from '../scenarios/http';
import { App, startApp } from '../setup/app';
import { freshDatabase, type TestDatabase } from '../setup/database';
import { logEnvironment } from '../setup/log';
import { readCheckpoint, readNote, type TreeHead } from '#libs/register';
import { copy } from './copying';

const OLIVIA = 'privacy-officer:olivia';

/** What a service signs now. */
async function sign(app: App): Promise<TreeHead> {
  const { body } = await done(new Http(app).post(OLIVIA, '/v1/checkpoints'));
  return readCheckpoint(readNote(String(body.note)).text);
}

/** docs/operations.md, "Moving the log": the service goes on, on the other engine, with read models that begin anew. */
let before: App;
let after: App;
let empty: TestDatabase;
let peer: Peer;
beforeAll(async () => {
  [before, empty, peer] = [await startApp({ postgres: 'shared' }), await freshDatabase(), await Peer.start()];
});
afterAll(async () => {
  await after.dispose();
  await before.dispose();
  await peer.stop();
});

test('the service goes on from a log that was copied: same register and origin, same answers, whoever was erased stays so', async () => {
  await run(settingsOf(before), { tool: 'signing', args: ['make'] });
  const [jan, piet] = [await customer(before, 'jan'), await customer(before, 'piet')];
  await sign(before);
  await untilFenced(before, jan.subject, await erase(before, jan.subject));
  const signed = await sign(before);
  const register = await registerOf(before);
  await before.stop();

  const server = process.env.EVENTSTORE_URL ?? peer.url;
  const to = `${server}${server.includes('?') ? '&' : '?'}streamPrefix=moved_${randomBytes(6).toString('hex')}`;
  const from = logEnvironment(before.database!.serviceUrl).EVENTSTORE_URL ?? before.database!.serviceUrl;
  expect(await copy('--from', from, '--to', to)).toMatchObject({ exit: 0 });

  // Secrets and keyring stay; the database of the read models is a new one.
  const { keyringUrl } = before.database!;
  after = new App(before.dataDir, { ...empty, keyringUrl }, { env: { EVENTSTORE_URL: to } });
  await after.start();
  const again = await share(after, piet);
  expect([again.status, again.body.repeated]).toEqual([200, true]);
  expect(await remains(after, jan)).toEqual(ERASED);
  expect((await registerOf(after)).slice(0, register.length)).toEqual(register);
  // The same tree under the same name: whoever keeps a checkpoint can hold the register to it.
  const { origin, size } = await sign(after);
  expect(origin).toBe(signed.origin);
  expect(size).toBeGreaterThanOrEqual(signed.size);
  const { body: tree } = await done(
    new Http(after).query(OLIVIA, '/v1/register/tree', { size: String(signed.size) }),
  );
  expect(tree.root).toBe(signed.root.toString('base64'));
  expect(await diagnose(after)).toMatchObject({ exit: 0, codes: [] });
});
