import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, settingsOf } from '../doctor/doctor';
import { customerWith, done, Http } from '../scenarios/http';
import { startApp, temporaryFolder, type App } from '../setup/app';
import { until } from '../setup/until';
import { bothSay, inzageVerify } from '../verifier/both';
import { isConsistent, mth, rootByInclusion } from './proofs';

const OFFICER = 'privacy-officer:olivia';
const AUDITOR = 'auditor:astrid';

let app: App;
let http: Http;
beforeAll(async () => {
  app = await startApp({ postgres: 'shared' });
  http = new Http(app);
  await customerWith(http, app, 'jan');
});
afterAll(() => app.dispose());

const at = (path: string, parameters: Record<string, string> = {}, who = OFFICER) =>
  http.query(who, path, parameters);
const hash = (text: unknown): Buffer => Buffer.from(String(text), 'base64');
const hashes = (list: unknown): Buffer[] => (list as string[]).map(hash);

/** Bytes of the first entries, as the tiles have them. */
async function entriesBefore(size: number): Promise<Buffer[]> {
  const bundle = await bytesAt(`/tlog/tile/entries/000.p/${size}`);
  const entries: Buffer[] = [];
  for (let i = 0; i < bundle.length;) {
    const end = i + 2 + bundle.readUInt16BE(i);
    entries.push(bundle.subarray(i + 2, end));
    i = end;
  }
  return entries;
}

async function bytesAt(path: string): Promise<Buffer> {
  const { bytes, headers } = await done(at(path));
  expect(headers.get('content-type')).toBe('application/octet-stream');
  return bytes;
}

describe('RFC 9162: proofs over HTTP', () => {
  test('the root is that of the bytes, an entry is in it, and the tree only grew', async () => {
    const { body: before } = await done(at('/v1/register/tree'));
    await customerWith(http, app, 'piet');
    const { body: after } = await done(at('/v1/register/tree'));
    const size = Number(after.size);
    expect(size).toBeGreaterThan(Number(before.size));
    const entries = await entriesBefore(size);
    expect(entries).toHaveLength(size);
    expect(hash(after.root)).toEqual(mth(entries));
    for (const n of [0, 1, size - 1]) {
      const { body } = await done(at(`/v1/register/${n}/proof`, { size: String(size) }));
      const leaf = createHash('sha256').update('\0').update(entries[n]!).digest();
      expect(hash(body.leafHash)).toEqual(leaf);
      expect(rootByInclusion(leaf, BigInt(n), BigInt(size), hashes(body.proof))).toEqual(mth(entries));
    }
    const { body } = await done(
      at('/v1/register/consistency', { from: String(before.size), to: String(size) }),
    );
    const older = { size: BigInt(String(before.size)), root: hash(before.root) };
    const newer = { size: BigInt(size), root: mth(entries) };
    expect(isConsistent(older, newer, hashes(body.proof))).toBe(true);
    expect([body.fromRoot, body.toRoot]).toEqual([before.root, after.root]);
  });

  test('C2SP tlog-tiles: a tile has the hashes of its leaves side by side', async () => {
    const tile = await bytesAt('/tlog/tile/0/000.p/3');
    const leaves = (await entriesBefore(3)).map(bytes =>
      createHash('sha256').update('\0').update(bytes).digest(),
    );
    expect(tile).toEqual(Buffer.concat(leaves));
  });

  test.each([
    '0/000', // not full yet
    '1/000.p/1',
    '0/000.p/0',
    '0/000.p/256',
    '0/000.p/03',
    '0/0.p/1',
    '0/x000/000.p/1',
    '64/000.p/1',
    '00/000.p/1',
    'entries/001.p/1',
    '0/x999/x999/999.p/255',
  ])('C2SP tlog-tiles: /tlog/tile/%s is not there', async path => {
    expect(await at(`/tlog/tile/${path}`)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  test('each is a look, and makes an entry (P09, Art. 5(2))', async () => {
    const { body: first } = await done(at('/v1/register/tree'));
    await done(at(`/v1/register/0/proof`, { size: '1' }));
    // What there was before this look, which may stand in the register by the time that it is answered.
    const size = String(Number(first.size) + 2);
    const { body } = await done(
      at('/v1/register', { purpose: 'data-subject-request', kind: 'looked', limit: '2', size }),
    );
    expect(body.entries).toMatchObject([
      { n: Number(first.size) + 1, about: { view: 'register/inclusion', n: '0', size: '1' } },
      { n: Number(first.size), about: { view: 'register/tree', size: String(first.size) } },
    ]);
    const { body: again } = await done(
      at('/v1/register', { purpose: 'data-subject-request', kind: 'looked', limit: '1' }),
    );
    expect(again.entries).toMatchObject([{ about: { view: 'register/register', by: 'kind' } }]);
  });
});

test('C2SP tlog-tiles: who read a full tile may keep it, for themselves; a part of one is read anew', async () => {
  const people = Array.from({ length: 130 }, (_, i) =>
    JSON.stringify({ kind: 'natural-person', policy: '2018-05-25', collect: [], login: `somebody.${i}` }),
  );
  const lines = { 'content-type': 'application/x-ndjson' };
  await done(http.command('service', '/v1/imports', people.join('\n'), undefined, lines));
  await until(
    async () => Number((await at('/v1/register/tree')).body.size),
    size => size >= 256,
  );
  const caching = async (path: string): Promise<(string | null)[]> => {
    const { headers } = await done(at(path));
    return [headers.get('cache-control'), headers.get('vary')];
  };
  for (const tile of ['0', 'entries']) {
    const kept = ['private, max-age=31536000, immutable', 'authorization'];
    expect(await caching(`/tlog/tile/${tile}/000`)).toEqual(kept);
    expect(await caching(`/tlog/tile/${tile}/000.p/255`)).toEqual(['no-store', null]);
  }
  expect(await caching('/tlog/tile/1/000.p/1')).toEqual(['no-store', null]);
});

describe('C2SP tlog-proof over HTTP', () => {
  const proofOf = (n: number, parameters: Record<string, string> = {}) =>
    at(`/v1/register/${n}/tlog-proof`, parameters);

  test('is of a checkpoint, which a key signs', async () => {
    expect(await proofOf(0)).toMatchObject({ status: 409, body: { code: 'not-signing' } });
  });

  test('is read by both verifiers, and holds under a checkpoint from outside', async () => {
    const vkey = (await run(settingsOf(app), { tool: 'signing', args: ['make'] })).out.trim();
    const first = await done(proofOf(2));
    expect(first.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const { body: outside } = await done(http.post(OFFICER, '/v1/checkpoints'));
    const { text } = await done(proofOf(2));
    expect(text.split('\n').slice(0, 2)).toEqual(['c2sp.org/tlog-proof@v1', 'index 2']);
    expect(text.endsWith(`\n\n${String(outside.note)}`)).toBe(true);
    const size = Number(outside.size);
    const { text: of } = await done(proofOf(2, { size: String(size) }));
    expect(of).toBe(text);
    const files = { proof: text, entry: (await entriesBefore(3))[2]!, checkpoint: String(outside.note) };
    const inclusion = ['inclusion', 'proof', '--entry', 'entry', '--vkey', vkey];
    expect(await bothSay([...inclusion, '--checkpoint', 'checkpoint'], files)).toMatchObject({
      verdict: 'proved',
      code: 'included',
      size: String(size),
    });
    expect(await bothSay(inclusion, files)).toMatchObject({ verdict: 'signed' });
    const another = { ...files, entry: (await entriesBefore(2))[1]! };
    expect(await bothSay(inclusion, another)).toMatchObject({ verdict: 'disproved' });
  });

  test('signs a checkpoint where none has the entry yet, and has none of a size that was not signed', async () => {
    const { body: newest } = await done(at('/v1/checkpoints', { limit: '1' }));
    const { size } = (newest.checkpoints as { size: string }[])[0]!;
    await done(at('/v1/register/tree'));
    const { text } = await done(proofOf(Number(size)));
    expect(text).toContain(`\nindex ${size}\n`);
    expect(await proofOf(0, { size: '1' })).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await proofOf(3, { size: '3' })).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    expect(await proofOf(0, { size: String(2n ** 63n) })).toMatchObject({
      status: 409,
      body: { code: 'beyond-the-register' },
    });
  });
});

test('RFC 9162 section 2.1.4: whoever watches from elsewhere is shown that it only grew', async () => {
  const [folder, { body: signed }] = [temporaryFolder(), await done(at('/v1/checkpoints/keys'))];
  const [token, state] = [join(folder, 'token'), join(folder, 'seen.jsonl')];
  writeFileSync(token, await app.tokenFor('privacy-officer', { sub: 'olivia' }));
  const [{ vkey }] = signed.keys as [{ vkey: string }];
  const watch = () =>
    inzageVerify(['watch', app.url, '--vkey', vkey, '--state', state, '--token-file', token]);
  const { text: older } = await done(at('/v1/checkpoints/latest'));
  expect(await watch()).toMatchObject({ verdict: 'not-compared', code: 'first-look' });
  await customerWith(http, app, 'els');
  await done(at('/v1/register/tree'));
  const { body: newest } = await done(http.post(OFFICER, '/v1/checkpoints'));
  expect(await watch()).toMatchObject({ verdict: 'proved', code: 'consistent', size: newest.size });
  const files = { older, newer: String(newest.note) };
  const sizes = { from: older.split('\n')[1]!, to: String(newest.size) };
  const { text: proof } = await done(at('/v1/register/consistency', sizes));
  const two = ['--vkey', vkey, '--checkpoint', 'older', '--checkpoint', 'newer'];
  expect(await bothSay(['consistency', 'proof', ...two], { ...files, proof })).toMatchObject({
    verdict: 'proved',
    code: 'consistent',
  });
});

test('P09, Art. 5(2): proofs, tiles, bundles and exports are looks as well, each by its name', async () => {
  const reads: readonly (readonly [view: string, path: string, parameters?: Record<string, string>])[] = [
    ['register/consistency', '/v1/register/consistency', { from: '1', to: '3' }],
    ['register/inclusion', '/v1/register/2/tlog-proof'],
    ['register/tile', '/tlog/tile/0/000.p/3'],
    ['register/entries', '/tlog/tile/entries/000.p/3'],
    ['register/export', '/v1/register/export', { format: 'jsonl', from: '0', to: '3' }],
    ['register/export', '/v1/register/export', { format: 'csv', kind: 'looked' }],
  ];
  for (const [, path, parameters] of reads) await done(at(path, parameters));
  const looked = { purpose: 'audit', kind: 'looked', limit: '20' };
  const { body } = await done(at('/v1/register', looked));
  const views = (body.entries as { about: { view: string } }[])
    .map(({ about }) => about.view)
    .filter(view => view !== 'register/register');
  expect(views.slice(0, reads.length).reverse()).toEqual(reads.map(([view]) => view));
});

describe('bad input', () => {
  const BEYOND = { status: 409, body: { code: 'beyond-the-register' } };
  const INVALID = { status: 422, body: { code: 'invalid-request' } };
  const MISSING = { status: 404, body: { code: 'not-found' } };
  const [P53, P63] = [String(2n ** 53n), String(2n ** 63n)];

  test.each<[string, Record<string, string>, object]>([
    ['/v1/register/tree', { size: P53 }, BEYOND],
    ['/v1/register/tree', { size: P63 }, BEYOND],
    ['/v1/register/tree', { size: `${P63}0` }, INVALID],
    ['/v1/register/tree', { size: '-1' }, INVALID],
    ['/v1/register/tree', { size: '01' }, INVALID],
    ['/v1/register/tree', { size: '1e3' }, INVALID],
    ['/v1/register/tree', { size: '' }, INVALID],
    ['/v1/register/tree', { size: '1', other: '1' }, { status: 422, body: { code: 'unknown-field' } }],
    ['/v1/register/0/proof', { size: '0' }, INVALID],
    ['/v1/register/3/proof', { size: '3' }, INVALID],
    ['/v1/register/3/proof', { size: '2' }, INVALID],
    [`/v1/register/${P53}/proof`, {}, BEYOND],
    [`/v1/register/${P63}/proof`, {}, BEYOND],
    ['/v1/register/00/proof', {}, MISSING],
    ['/v1/register/-1/proof', {}, MISSING],
    ['/v1/register/consistency', { from: '3', to: '2' }, INVALID],
    ['/v1/register/consistency', { from: '0', to: P63 }, BEYOND],
    ['/v1/register/consistency', { from: P63, to: '1' }, BEYOND],
    ['/v1/register/consistency', { from: '0' }, INVALID],
    ['/v1/register/consistency', { from: '01', to: '2' }, INVALID],
    ['/v1/register/consistency', { from: '0', to: `${P63}0` }, INVALID],
    [`/v1/register/${P53}/tlog-proof`, {}, BEYOND],
    ['/v1/register', { purpose: 'audit', size: P53 }, BEYOND],
    ['/v1/register/export', { format: 'jsonl', size: P63 }, BEYOND],
    ['/v1/register/export', { format: 'jsonl', from: P53 }, BEYOND],
    ['/v1/register/export', { format: 'jsonl', from: '3', to: '2' }, INVALID],
    ['/v1/checkpoints', { cursor: 'x' }, INVALID],
    ['/v1/checkpoints', { limit: '0' }, INVALID],
  ])('%s %j', async (path, parameters, answer) => {
    expect(await at(path, parameters)).toMatchObject(answer);
  });

  test('of nothing: size 0 and equal sizes have an answer', async () => {
    const empty = createHash('sha256').digest('base64');
    expect((await done(at('/v1/register/tree', { size: '0' }))).body).toEqual({ size: '0', root: empty });
    for (const size of ['0', '3'])
      expect((await done(at('/v1/register/consistency', { from: size, to: size }))).body.proof).toEqual([]);
    expect((await done(at('/v1/register/consistency', { from: '0', to: '3' }))).body).toMatchObject({
      fromRoot: empty,
      proof: [],
    });
    const { text } = await done(at('/v1/register/export', { format: 'jsonl', from: '2', to: '2' }));
    const [head, ...rest] = text.trimEnd().split('\n');
    expect(JSON.parse(head!)).toMatchObject({ scope: 'range', from: '2', to: '2' });
    expect(rest).toEqual(['{"end":"0"}']);
  });
});

describe('an auditor', () => {
  const PATHS = ['/v1/register/tree', '/v1/register/0/proof', '/tlog/tile/0/000.p/1'];

  test('is let in while an audit is open, no sooner and no longer, and no further than the register', async () => {
    const refused = { status: 403, body: { code: 'audit-not-open' } };
    for (const path of PATHS) expect(await at(path, {}, AUDITOR)).toMatchObject(refused);
    const { body } = await done(http.command(OFFICER, '/v1/audits', { by: 'external', days: 14 }));
    for (const path of PATHS) expect((await at(path, {}, AUDITOR)).status).toBe(200);
    const found = await done(
      at('/v1/register', { purpose: 'data-subject-request', kind: 'audit-opened' }, AUDITOR),
    );
    expect(found.body.entries).toMatchObject([{ about: { audit: body.audit, by: 'external' } }]);
    const forbidden = { status: 403, body: { code: 'forbidden-role' } };
    expect(await at('/v1/requests', {}, AUDITOR)).toMatchObject(forbidden);
    expect(await http.command(AUDITOR, '/v1/audits', { by: 'external', days: 14 })).toMatchObject(forbidden);
    await done(http.command(OFFICER, `/v1/audits/${String(body.audit)}/close`, {}));
    for (const path of PATHS) expect(await at(path, {}, AUDITOR)).toMatchObject(refused);
  });

  test.each([0, 93, 1.5])('for %d days is not an audit', async days => {
    expect(await http.command(OFFICER, '/v1/audits', { by: 'external', days })).toMatchObject({
      status: 422,
      body: { code: 'invalid-request' },
    });
  });
});
