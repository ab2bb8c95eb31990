import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isUuid } from '#libs/kernel';
import { Peer, selfSigned, writeCertificate } from '../../../test/peers/eventstoredb';
import { aStream, events, failure, idsOf, readToEnd } from '../testing/events';
import { until } from '../../../test/setup/until';
import { grantAll } from './grant-all';
import { openEventStoreDb } from './open';

const QUICK = { silenceMs: 500, patienceMs: 700 };

/** What a start that must fail says. */
const said = async (url: string): Promise<string> =>
  ((await failure(openEventStoreDb(url, QUICK))) as Error).message;

let peers: Peer[] = [];
const started = (peer: Peer): Peer => {
  peers.push(peer);
  return peer;
};
afterEach(async () => {
  await Promise.all(peers.map(peer => peer.stop()));
  peers = [];
});

describe('the connection string', () => {
  test.each([
    ['http://localhost:2113', 'is no connection string'],
    ['esdb://', 'is no connection string'],
    ['esdb://admin:hidden@word@localhost', 'is no connection string'],
    ['esdb://admin:hidden@localhost?unknown=hidden', 'option that is not known'],
    ['esdb://admin:hidden@localhost?tls', 'option that is not known'],
    ['esdb://admin:hidden@localhost?tlsVerifyCert=false', 'tlsCAFile'],
    ['esdb://admin:hidden@localhost?streamPrefix=$hidden', 'streamPrefix takes'],
    ['kurrentdb://admin:hidden@localhost?unknown=hidden', 'option that is not known'],
    ['esdb://admin:hidden@localhost?client=hidden', 'client is one of eventstore, kurrentdb'],
    [
      'kurrentdb://admin:hidden@localhost?client=kurrentdb&nodePreference=hidden',
      'not accepted by the EventStoreDB client',
    ],
    ['esdb://admin:hidden@localhost?nodePreference=hidden', 'not accepted by the EventStoreDB client'],
    ['esdb://admin:hidden@localhost?tlsCAFile=/hidden/ca.crt', 'is not there'],
  ])('%s is refused in words, and nothing of it is printed', async (url, words) => {
    const printed = jest.spyOn(console, 'warn').mockImplementation();
    const message = await said(url);
    expect(message).toContain(words);
    expect(message).not.toContain('hidden');
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });
});

describe('a server that will not do is said at start:', () => {
  test('nobody there', async () => {
    const peer = await Peer.start();
    await peer.stop();
    const message = await said(peer.url);
    expect(message).toContain(`127.0.0.1:${peer.port} does not answer`);
    expect(message).toContain('ECONNREFUSED');
  });

  test('silence', async () => {
    const peer = started(await Peer.start());
    peer.freeze();
    expect(await said(peer.url)).toContain('does not answer');
  });

  test('nobody there of several', async () => {
    const [one, two] = await Peer.startCluster(2);
    await one!.stop();
    await two!.stop();
    expect(await said(one!.url)).toContain('ECONNREFUSED');
  });

  test.each(['20.10.5', '22.10.5', '23.6.0', 'unknown'])('the version %s', async version => {
    const peer = started(await Peer.start({ version }));
    expect(await said(peer.url)).toContain(`of version ${version}; 23.10 or newer is needed`);
  });

  test('no right to do what is needed', async () => {
    const peer = started(await Peer.start());
    peer.faults.onRead('access-denied');
    expect(await said(peer.url)).toContain('$acl with $r and $mr in the metadata of $all');
  });
});

describe('with TLS', () => {
  const certificate = selfSigned();
  let folder: string;
  let ca: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'inzage-'));
    ca = `tlsCAFile=${writeCertificate(folder, certificate)}`;
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const secure = async () => started(await Peer.start({ certificate, login: 'inzage:secret' }));

  test('a certificate that is vouched for and the right password will do', async () => {
    const { port } = await secure();
    const store = await openEventStoreDb(`esdb://inzage:secret@localhost:${port}?${ca}`, QUICK);
    expect(isUuid(store.logId)).toBe(true);
    await store.close();
  });

  test('a certificate that nobody vouches for is refused, for one node and for several', async () => {
    const { port } = await secure();
    for (const hosts of [`localhost:${port}`, `localhost:${port},localhost:${port}`]) {
      const message = await said(`esdb://inzage:secret@${hosts}?gossipTimeout=1`);
      expect(message).toContain('The certificate of EventStoreDB at localhost');
      expect(message).toContain('tlsCAFile');
      expect(message).not.toContain('secret');
    }
  });

  test('nobody else may write to its streams: that is said before the first event of each', async () => {
    const peer = await secure();
    const store = await openEventStoreDb(`esdb://inzage:secret@localhost:${peer.port}?${ca}`, QUICK);
    const [stream, unprotected] = [aStream(), aStream()];
    await store.append(stream, 'no-stream', events(1));
    await store.append(stream, 0, events(1));
    const [metadata, ...more] = peer.log.stream(`$$inzage.${stream}`);
    const both = ['inzage', '$admins'];
    const acl = { $r: both, $w: both, $d: both, $mr: both, $mw: both };
    expect(JSON.parse(Buffer.from(metadata!.data).toString())).toEqual({ $acl: acl });
    expect(metadata).toMatchObject({ type: '$metadata', contentType: 'application/json' });
    expect(more).toEqual([]);
    const [event] = peer.log.stream(`inzage.${stream}`);
    expect(metadata!.position < event!.position).toBe(true);

    // One of a copy, or of an older version.
    peer.log.append(`inzage.${unprotected}`, -1, [{ ...event!, id: events(1)[0]!.id }]);
    await store.readStream(unprotected);
    await until(
      () => peer.log.stream(`$$inzage.${unprotected}`).length,
      found => found > 0,
    );
    await store.close();
  });

  test('a user is let read $all, beside who may already', async () => {
    const peer = await secure();
    peer.log.foreign('$$$all', { $acl: { $r: 'auditors' }, $maxAge: 9 }, '$metadata');
    await grantAll(`esdb://inzage:secret@localhost:${peer.port}?${ca}`, 'inzage');
    const set = peer.log.stream('$$$all').at(-1)!;
    expect(JSON.parse(Buffer.from(set.data).toString())).toEqual({
      $acl: { $r: ['auditors', 'inzage'], $mr: ['$admins', 'inzage'] },
      $maxAge: 9,
    });
  });

  test('a wrong password is said', async () => {
    const { port } = await secure();
    expect(await said(`esdb://inzage:wrong@localhost:${port}?${ca}`)).toBe(
      'EventStoreDB does not accept the user and password of EVENTSTORE_URL.',
    );
  });

  test('on one side only is said', async () => {
    const [{ port }, plain] = [await secure(), started(await Peer.start())];
    expect(await said(`esdb://localhost:${port}?tls=false`)).toContain('must not say tls=false');
    expect(await said(`esdb://localhost:${plain.port}?${ca}`)).toContain('EVENTSTORE_URL says tls=false');
  });
});

describe('the identity of the log', () => {
  test('is given once, by whoever starts first, and stays', async () => {
    const { url } = started(await Peer.start());
    const stores = await Promise.all([1, 2, 3].map(() => openEventStoreDb(url)));
    expect(new Set(stores.map(store => store.logId)).size).toBe(1);
    const again = await openEventStoreDb(url);
    expect(again.logId).toBe(stores[0]!.logId);
    await Promise.all([...stores, again].map(store => store.close()));
  });

  test('is no event of the log, and another installation on the server has another', async () => {
    const { url } = started(await Peer.start());
    const [one, two] = [await openEventStoreDb(url), await openEventStoreDb(`${url}&streamPrefix=shop_2`)];
    expect(one.logId).not.toBe(two.logId);
    const stream = aStream();
    const [mine, theirs] = [events(2), events(3)];
    await one.append(stream, 'no-stream', mine);
    await two.append(stream, 'no-stream', theirs);
    expect(idsOf(await readToEnd(one, null))).toEqual(idsOf(mine));
    expect(idsOf(await readToEnd(two, null))).toEqual(idsOf(theirs));
    await Promise.all([one.close(), two.close()]);
  });

  test('that is gone while its events are there stops the start', async () => {
    const peer = started(await Peer.start());
    peer.log.append('inzage.catalogue', -1, [
      {
        id: '1',
        type: 'Noted',
        contentType: 'application/json',
        data: Buffer.from('{}'),
        metadata: Buffer.from(
          JSON.stringify({ $correlationId: 'c', id: 'i', fingerprint: 'f', index: 0, size: 1 }),
        ),
      },
    ]);
    expect(await said(peer.url)).toContain('its identity is not there');
  });
});

describe('metadata that would cut the log stops the start', () => {
  test.each(['$all', 'inzage-log', 'inzage.catalogue', 'inzage.erasures'])('of %s', async stream => {
    const peer = started(await Peer.start());
    peer.log.foreign(`$$${stream}`, { $maxAge: 3600 }, '$metadata');
    expect(await said(peer.url)).toContain('$maxAge');
  });

  test('once it is taken away, it starts', async () => {
    const peer = started(await Peer.start());
    peer.log.foreign('$$inzage.catalogue', { $maxAge: 3600 }, '$metadata');
    peer.log.foreign('$$inzage.catalogue', { $acl: {} }, '$metadata');
    await (await openEventStoreDb(peer.url)).close();
  });
});
