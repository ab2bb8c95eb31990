import { createHash } from 'node:crypto';
import { run, settingsOf } from '../doctor/doctor';
import { customerWith, done, Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';
import { brusselsDay } from '#libs/kernel';
import { readCheckpoint, readNote } from '#libs/register';
import { mth, rootByInclusion } from './proofs';

const OLIVIA = 'privacy-officer:olivia';
let app: App;
let http: Http;
beforeAll(async () => {
  app = await startApp({ postgres: 'shared' });
  http = new Http(app);
  const { subject } = await customerWith(http, app, 'jan');
  const at = `/v1/subjects/${subject}`;
  await done(http.command('service', `${at}/choose-payment`, { method: 'direct-debit', instance: 'kbc' }));
  const transit = { iban: 'BE22731012345647', mandateReference: 'M-1', mandateDate: '2026-03-01' };
  const debit = { purpose: 'direct-debit', recipient: 'bank', transit };
  await done(http.command('service', `${at}/share`, debit));
  await run(settingsOf(app), { tool: 'signing', args: ['make'] });
});
afterAll(() => app.dispose());

interface Line {
  readonly n: string;
  readonly entry: string;
  readonly proof?: readonly string[];
}

async function exported(parameters: Record<string, string> = {}) {
  const { text } = await done(http.query(OLIVIA, '/v1/register/export', { format: 'jsonl', ...parameters }));
  expect(text.endsWith('\n')).toBe(true);
  const [first, ...rest] = text.trimEnd().split('\n');
  const head = JSON.parse(first!) as Record<string, unknown>;
  const end = JSON.parse(rest.pop()!) as object;
  const entries = rest.map(line => JSON.parse(line) as Line);
  expect(end).toEqual({ end: String(entries.length) });
  const tree = readCheckpoint(readNote(String(head.checkpoint)).text);
  expect(String(tree.size)).toBe(head.size);
  return { head, entries, tree };
}

test('a whole export has the bytes that the checkpoint is of (docs/formats/export.md)', async () => {
  const { head, entries, tree } = await exported();
  expect(head).toMatchObject({
    format: 'inzage/register-export/1',
    scope: 'range',
    from: '0',
    to: head.size,
  });
  expect(entries.map(({ n }) => n)).toEqual(entries.map((_, i) => String(i)));
  expect(mth(entries.map(({ entry }) => Buffer.from(entry)))).toEqual(tree.root);
  const { entries: listed } = (
    await done(
      http.query(OLIVIA, '/v1/register', { purpose: 'data-subject-request', kind: 'looked', limit: '1' }),
    )
  ).body as { entries: object[] };
  expect(listed).toMatchObject([{ about: { view: 'register/export', size: head.size } }]);
});

test.each([{ from: '2', to: '4' }, { kind: 'collected' }, { since: '2000-01-01T00:00:00Z', kind: 'looked' }])(
  'a part %j has a proof beside each entry',
  async part => {
    const { entries, tree } = await exported(part);
    expect(entries.length).toBeGreaterThan(0);
    for (const { n, entry, proof } of entries) {
      const leaf = createHash('sha256').update('\0').update(entry).digest();
      const path = proof!.map(hash => Buffer.from(hash, 'base64'));
      expect(rootByInclusion(leaf, BigInt(n), tree.size, path)).toEqual(tree.root);
    }
  },
);

test.each<[Record<string, string>, string[] | undefined]>([
  [{ instance: 'kbc' }, ['shared']],
  [{ processedFor: 'direct-debit' }, ['used-further', 'shared']],
  [{ client: 'service', kind: 'linked' }, ['linked']],
  [{ client: 'webshop' }, []],
  [{ field: 'address', recipient: 'bank' }, []],
  [{ during: '2000-05' }, []],
  [{ during: '2000-05-12' }, []],
])('officers export by the same words as they search, in both formats: %j', async (by, kinds) => {
  const { head, entries } = await exported(by);
  expect(head).toMatchObject({ scope: 'selection', filter: by });
  expect(entries.map(({ entry }) => (JSON.parse(entry) as { kind: string }).kind)).toEqual(kinds);
  // The same words find the same entries, as they are searched for.
  const search = { purpose: 'audit', order: 'oldest', limit: '500', size: String(head.size), ...by };
  const { body } = await done(http.query(OLIVIA, '/v1/register', search));
  expect((body.entries as { n: number }[]).map(({ n }) => String(n))).toEqual(entries.map(({ n }) => n));
  // How far it has come shows in each line: its number, between the numbers of the head.
  for (const { n } of entries) expect(BigInt(n)).toBeLessThan(BigInt(String(head.to)));
  const { text, headers } = await done(
    http.query(OLIVIA, '/v1/register/export', { format: 'csv', size: String(head.size), ...by }),
  );
  const rows = text.trimEnd().split('\r\n').slice(1);
  expect(rows.map(row => row.split(',')[0])).toEqual(entries.map(({ n }) => n));
  expect(headers.get('register-to')).toBe(head.to);
});

test('a year in Brussels is exported by its number', async () => {
  const { head, entries } = await exported();
  // One, or two where a year ends meanwhile: in Brussels, an hour before it does in UTC.
  const byYear = new Map<string, string[]>();
  for (const { n, entry } of entries) {
    const year = brusselsDay(new Date((JSON.parse(entry) as { time: string }).time)).slice(0, 4);
    byYear.set(year, [...(byYear.get(year) ?? []), n]);
  }
  for (const [during, ns] of byYear) {
    const ofYear = (await exported({ during, size: String(head.size) })).entries;
    expect(ofYear.map(({ n }) => n)).toEqual(ns);
  }
});

test('as CSV it is the table of Art. 30', async () => {
  const { text } = await done(http.query(OLIVIA, '/v1/register/export', { format: 'csv' }));
  expect(text).toMatch(/^entry,time,/);
});

test('GET /v1/register?size= is what a checkpoint held, and ?asOf= what had happened', async () => {
  const at = async (parameters: Record<string, string>) =>
    (
      await done(
        http.query(OLIVIA, '/v1/register', { purpose: 'data-subject-request', limit: '500', ...parameters }),
      )
    ).body.entries as { n: number; time: string }[];
  const held = await at({ size: '3' });
  expect(held.map(({ n }) => n)).toEqual([2, 1, 0]);
  expect(await at({ size: '0' })).toEqual([]);
  const { time } = held[0]!;
  const then = await at({ asOf: time });
  expect(then.length).toBeGreaterThan(0);
  expect(then.every(each => each.time <= time)).toBe(true);
});

test.each<[string, Record<string, string>, object]>([
  [
    '/v1/register',
    { purpose: 'contract', size: String(2n ** 63n) },
    { status: 409, body: { code: 'beyond-the-register' } },
  ],
  ['/v1/register', { purpose: 'contract', size: '-1' }, { status: 422, body: { code: 'invalid-request' } }],
  ['/v1/register/export', { format: 'jsonl', size: String(2n ** 53n) }, { status: 409 }],
  ['/v1/register/export', { format: 'jsonl', from: '3', to: '2' }, { status: 422 }],
  ['/v1/register/export', { format: 'xml' }, { status: 422 }],
])('bad input: %s %j', async (path, parameters, answer) => {
  expect(await http.query(OLIVIA, path, parameters)).toMatchObject(answer);
});
