import { customer } from '../faults/erasing';
import { Peer } from '../peers/eventstoredb';
import { startApp, type App } from '../setup/app';
import { diagnose } from './doctor';

/** With the log on the engine that can be told to drop events. */
let peer: Peer;
let app: App;
beforeAll(async () => {
  peer = await Peer.start();
  app = await startApp({ postgres: 'shared', env: { EVENTSTORE_URL: peer.url } });
});
afterAll(async () => {
  await app.dispose();
  await peer.stop();
});

test('a log on EventStoreDB: healthy, until metadata would cut a stream of it', async () => {
  const { subject } = await customer(app, 'jan');
  expect(await diagnose(app)).toMatchObject({ exit: 0, codes: [] });

  peer.log.foreign(`$$inzage.subject-${subject}`, { $maxCount: 1 }, '$metadata');
  const cut = await diagnose(app);
  expect(cut.exit).toBe(1);
  expect(cut.codes).toContain('log-truncating-metadata');

  peer.log.foreign('$$$all', { $maxAge: 3600 }, '$metadata');
  expect(await diagnose(app)).toMatchObject({ exit: 1, codes: ['log-truncating-metadata'] });
});
