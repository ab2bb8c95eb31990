import { randomBytes } from 'node:crypto';
import { customer, erase } from '../faults/erasing';
import { failing } from '../faults/behind';
import { Peer, strangerOn, strangerOnPeer, type Stranger } from '../peers/eventstoredb';
import { customerWith, Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';
import { until } from '../setup/until';
import { diagnose } from './doctor';

/** With the log on the engine that can be told to drop events, and that others can share. */
const server = process.env.EVENTSTORE_URL;

describe.each([
  ['the peer for tests', undefined, describe],
  ['the server of EVENTSTORE_URL', server, server === undefined ? describe.skip : describe],
])('a log on EventStoreDB, %s:', (_, url, suite) => {
  suite('the service', () => {
    const prefix = `doctor_${randomBytes(6).toString('hex')}`;
    let peer: Peer | undefined;
    let stranger: Stranger;
    let app: App;
    beforeAll(async () => {
      peer = url === undefined ? await Peer.start() : undefined;
      stranger = url === undefined ? strangerOnPeer(peer!) : strangerOn(url);
      const at = url ?? peer!.url;
      app = await startApp({
        postgres: 'shared',
        env: {
          EVENTSTORE_URL: `${at}${at.includes('?') ? '&' : '?'}streamPrefix=${prefix}`,
        },
      });
    });
    afterAll(async () => {
      await app.dispose();
      await stranger.leave();
      await peer?.stop();
    });

    const failed = async (): Promise<string[]> =>
      (await (await fetch(`${app.url}/metrics`)).text())
        .split('\n')
        .filter(line => /^inzage_projection_failed\{.*\} 1$/.test(line));

    /** Each projection comes to the event by itself, and says so when it has: others may have before. */
    const standsStill = async (projection: string, cause: string): Promise<void> => {
      const line = new RegExp(`"level":"error".*"name":"${projection}".*"cause":"${cause}`);
      await until(
        () => line.test(app.log()),
        said => said,
      );
    };

    test('metadata that would cut a stream stops projections, and everybody is told which stream; taken away, they go on', async () => {
      const { subject } = await customer(app, 'jan');
      expect(await diagnose(app)).toMatchObject({ exit: 0, codes: [] });

      const stream = `${prefix}.subject-${subject}`;
      await stranger.describe(stream, { $maxCount: 1000 });
      await until(failed, names => names.length > 5);
      await standsStill('records', `the stream ${stream} has the metadata`);
      // Commands go on.
      expect(await failing(app)).toBe('ready');
      const { warnings } = (await (await fetch(`${app.url}/health/ready`)).json()) as { warnings: object[] };
      expect(warnings).toContainEqual(
        expect.objectContaining({ code: 'projection-failed', projection: 'records', error: 'LogCut' }),
      );
      const cut = await diagnose(app);
      expect(cut.exit).toBe(1);
      expect(cut.codes).toEqual(expect.arrayContaining(['log-truncating-metadata', 'projection-failed']));
      const where = cut.checks.flatMap(({ findings = [] }) => findings.flatMap(found => found.where));
      expect(where.join()).toContain(` at the log itself: the stream ${stream} has the metadata $maxCount`);

      await stranger.describe(stream, {});
      await until(failed, names => names.length === 0);
      expect(await diagnose(app)).toMatchObject({ exit: 0, codes: [] });
    });

    test('what others write under the prefix is passed over, and the doctor names their streams', async () => {
      await stranger.write(`${prefix}.orders`, { any: 'thing' });
      await stranger.write(`${prefix}.gone`, { any: 'thing' });
      await stranger.tombstone(`${prefix}.gone`);
      await customer(app, 'piet');
      expect(await failing(app)).toBe('ready');
      const found = await diagnose(app);
      expect(found).toMatchObject({ exit: 1, codes: ['stream-foreign'] });
      expect(JSON.stringify(found.checks)).toContain(`${prefix}.orders`);
      // And a process starts with it.
      expect(await app.stop()).toBe(0);
      await app.start();
    });

    (url === undefined ? test : test.skip)(
      'a server that says nothing is told once, with what is wrong, however often it is tried; then all goes on',
      async () => {
        const { subject } = await customer(app, 'els');
        const before = app.log().length;
        const lines = (): string[] =>
          app
            .log()
            .slice(before)
            .split('\n')
            .filter(line => line.includes('The log does not answer, projections wait'));
        peer!.freeze();
        // What breaks once is renewed without a word.
        await until(lines, told => told.length > 0, 90_000);
        const tried = peer!.connections;
        await until(
          () => peer!.connections,
          now => now > tried + 1,
          60_000,
        );
        peer!.thaw();
        await erase(app, subject);
        await until(failed, names => names.length === 0);
        expect(lines()).toEqual([
          expect.stringMatching(/"level":"warn".*"failure":\{"type":"StoreUnavailable"/),
        ]);
      },
    );

    test('an event of somebody else in a stream of the log stops projections, and everybody is told which and where', async () => {
      const login = `noor-${randomBytes(3).toString('hex')}`;
      const { subject } = await customer(app, login);
      const stream = `${prefix}.subject-${subject}`;
      await stranger.write(stream, { any: 'thing' });
      await until(failed, names => names.length > 5);
      const cause = `the stream ${stream} has an event that this service did not write, at \\d+/\\d+`;
      await standsStill('records', cause);
      const found = await until(
        () => diagnose(app),
        // On a busy machine its connections may come too late.
        ({ codes }) => !codes.includes('log-unreachable') && !codes.includes('keyring-unreachable'),
        60_000,
        1_000,
      );
      expect(found.exit).toBe(1);
      expect(found.codes).toEqual(expect.arrayContaining(['projection-failed', 'log-damaged']));
      expect(JSON.stringify(found.checks)).toMatch(new RegExp(cause));

      // Who has the login can't be told: the caller hears that it is the log, and who runs the service where.
      const other = await customerWith(new Http(app), app, `${login}-2`);
      const link = { path: `/v1/subjects/${other.subject}/link-login`, body: { login } };
      const refused = await new Http(app).command('service', link.path, link.body);
      expect([refused.status, refused.body.code]).toEqual([500, 'log-unreadable']);
      expect(JSON.stringify(refused.body)).not.toContain(login);
      expect(app.log()).toMatch(new RegExp(`"code":"log-unreadable".*"cause":"${cause}`));

      // And a process starts with it.
      expect(await app.stop()).toBe(0);
      await app.start();
    });
  });
});
