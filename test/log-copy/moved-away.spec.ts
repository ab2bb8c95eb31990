import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openEventStoreDb } from '#libs/event-store/eventstoredb';
import { registration, send } from '../faults/behind';
import { customer } from '../faults/erasing';
import { diagnose, run, settingsOf } from '../doctor/doctor';
import { Peer } from '../peers/eventstoredb';
import { Http } from '../scenarios/http';
import { App, newApp, startApp, temporaryFolder } from '../setup/app';
import { freshDatabase } from '../setup/database';
import { until } from '../setup/until';
import { copy } from './copying';

const server = process.env.EVENTSTORE_URL;

/** docs/operations.md, "Moving the log": a log, its copies and the read models are told apart, and one of them takes events. */
describe.each([
  ['the peer for tests', undefined, describe],
  ['the server of EVENTSTORE_URL', server, server === undefined ? describe.skip : describe],
])('a log that moves, %s:', (_, url, suite) => {
  suite('the service', () => {
    let peer: Peer | undefined;
    let prefix: () => string;
    const apps: App[] = [];
    const folders: string[] = [];
    beforeAll(async () => {
      peer = url === undefined ? await Peer.start() : undefined;
      const at = url ?? peer!.url;
      prefix = () =>
        `${at}${at.includes('?') ? '&' : '?'}streamPrefix=move_${randomBytes(6).toString('hex')}`;
    });
    afterAll(async () => {
      for (const app of apps.reverse()) await app.dispose();
      await peer?.stop();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });

    const onPostgres = async (): Promise<App> => {
      const app = await startApp({ postgres: 'shared', env: { EVENTSTORE_URL: '' } });
      apps.push(app);
      return app;
    };
    /** A process with the same secrets: in development it has a data folder of its own. */
    const beside = ({ options, dataDir }: App, database: App['database'], log: string): App => {
      const INZAGE_SECRETS_FILE = options.env?.INZAGE_SECRETS_FILE ?? join(dataDir, 'secrets.json');
      const folder = temporaryFolder();
      folders.push(folder);
      return new App(folder, database, { env: { EVENTSTORE_URL: log, INZAGE_SECRETS_FILE } });
    };
    /** The same secrets and keyring, with the log elsewhere, and other read models or the same. */
    const moved = async (app: App, log: string, readModels: 'new' | 'same'): Promise<App> => {
      const { keyringUrl } = app.database!;
      const database = readModels === 'same' ? app.database! : { ...(await freshDatabase()), keyringUrl };
      return beside(app, database, log);
    };
    const refused = async (app: App): Promise<string> => {
      const { code, said } = await app.outcome();
      expect(code).toBe(1);
      return said;
    };
    /** One more customer: accepted, or the code of the refusal. */
    const register = async (app: App): Promise<unknown> => {
      const { status, body } = await send(new Http(app), registration('noor@example.be'));
      return status === 201 ? 'accepted' : [status, body.code];
    };

    test('is refused read models of another copy of its log, and the last copy closes its source for all', async () => {
      const app = await onPostgres();
      await customer(app, 'jan');
      const there = prefix();
      const from = app.database!.serviceUrl;
      expect(await copy('--from', from, '--to', there)).toMatchObject({ exit: 0 });
      expect(await register(app)).toBe('accepted');

      const onItsReadModels = await refused(await moved(app, there, 'same'));
      expect(onItsReadModels).toContain('the read models in DATABASE_URL belong to another copy of log');
      expect(onItsReadModels).toContain('a new, empty database');
      const found = await diagnose(app, { EVENTSTORE_URL: there });
      expect(found.codes).toContain('read-models-of-another-log');
      const settings = { ...settingsOf(app), EVENTSTORE_URL: there };
      expect(await run(settings, { tool: 'rebuild', args: ['records'] })).toMatchObject({
        exit: 1,
        said: expect.stringContaining('belong to another copy of log') as string,
      });

      // With a process that was forgotten.
      const last = await copy('--from', from, '--to', there, '--last');
      expect(last).toMatchObject({ exit: 0, out: expect.not.stringContaining('since') as string });
      expect(await register(app)).toEqual([503, 'store-unavailable']);
      await app.stop();
      expect(await refused(app)).toContain('the log was moved away');
      expect((await diagnose(app)).codes).toContain('log-moved-away');

      const after = await moved(app, there, 'new');
      apps.push(after);
      await after.start();
      expect(after.log()).toMatch(/^ {2}log +EventStoreDB at .*, in streams move_/m);
      expect(await register(after)).toBe('accepted');

      // On within the engine: another copy, whose positions would fit.
      const onward = prefix();
      expect(await copy('--from', there, '--to', onward)).toMatchObject({ exit: 0 });
      expect(await refused(beside(after, after.database, onward))).toContain('another copy of log');
      const closed = copy('--from', there, '--to', onward, '--last');
      await until(
        () => register(after),
        answer => Array.isArray(answer),
      );
      expect(await closed).toMatchObject({ exit: 0 });
      expect(await register(after)).toEqual([503, 'store-unavailable']);

      // And back: who copies to it opens it again.
      await after.stop();
      expect(await copy('--from', onward, '--to', there)).toMatchObject({ exit: 0 });
      const back = await moved(after, there, 'new');
      apps.push(back);
      await back.start();
      expect(await register(back)).toBe('accepted');
    });

    test('makes no log where keyring or secrets are of another one, and a log without events can become another', async () => {
      const app = await onPostgres();
      const unused = prefix();
      expect(await refused(await moved(app, unused, 'new'))).toContain('None was made');
      const keyring = await newApp({ postgres: 'shared' });
      apps.push(keyring);
      expect(await refused(beside(app, keyring.database, unused))).toContain('None was made');
      const none = openEventStoreDb(unused, {}, { founding: { found: false } });
      await expect(none).rejects.toThrow('has no log of this service');

      // One that an older version has made before it refused.
      const burnt = await openEventStoreDb(unused);
      await burnt.close();
      expect(await copy('--from', app.database!.serviceUrl, '--to', unused)).toMatchObject({ exit: 0 });
      const copied = await openEventStoreDb(unused);
      expect(copied.logId).not.toBe(burnt.logId);
      await copied.close();
    });
  });
});
