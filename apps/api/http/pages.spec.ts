import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { serve, type Harness } from './testing/harness';

const folder = mkdtempSync(join(tmpdir(), 'inzage-pages-'));
let harness: Harness;
beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(folder, 'silent.html'), '<!doctype html><title>silent</title>');
  writeFileSync(join(folder, 'assets/index-abc.js'), 'console.log(1)');
  writeFileSync(join(folder, '.made-of'), 'a digest');
  harness = await serve([], { pages: folder });
});
afterAll(async () => {
  await harness.close();
  rmSync(folder, { recursive: true });
});

test('GET / leads a browser to the page', async () => {
  const answer = await fetch(harness.url, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/console']);
});

test.each([
  '/console',
  '/console/register?kind=looked',
  '/console/subjects/x',
  '/mijn-gegevens',
  '/mijn-gegevens/y',
])('%s is the document, which nothing but this service and its issuer can add to', async path => {
  const { status, text, headers } = await harness.send('GET', path);
  expect([status, text]).toEqual([200, '<!doctype html><title>page</title>']);
  const policy = headers.get('content-security-policy')!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`connect-src 'self' ${harness.issuer.url}`);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\*/);
  expect(headers.get('cache-control')).toBe('no-cache');
});

test('only the document of a renewed sign-in can be framed, and by this page alone', async () => {
  const { text, headers } = await harness.send('GET', '/console/signed-in-silently?code=1&state=2');
  expect(text).toContain('silent');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
});

test('a file whose name holds its hash is kept by browsers, and comes compressed to who can read that', async () => {
  const { headers } = await harness.send('GET', '/console/assets/index-abc.js');
  expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  const bytes = await new Promise<Buffer>((resolve, reject) =>
    get(
      `${harness.url}/console/assets/index-abc.js`,
      { headers: { 'accept-encoding': 'gzip' } },
      response => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => resolve(Buffer.concat(chunks)));
      },
    ).on('error', reject),
  );
  expect(gunzipSync(bytes).toString()).toBe('console.log(1)');
});

test.each([
  '/console/assets/none.js',
  '/console/assets/..%2f.made-of',
  '/console/assets/../../etc/passwd/assets/x',
])('%s is not there, or the document: no path leads to the disk', async path => {
  const { status, text } = await harness.send('GET', path);
  expect(text).not.toContain('a digest');
  expect([status === 404, text.includes('<title>page</title>')]).toContain(true);
});

test('the page of a service that has none built is not there', async () => {
  const bare = await serve([], { pages: join(folder, 'nothing-here') });
  try {
    expect((await bare.send('GET', '/console')).body.code).toBe('not-found');
  } finally {
    await bare.close();
  }
});

test('a look at the page is logged without its address', async () => {
  await harness.send('GET', '/console/subjects/planted-in-the-address');
  expect(harness.log()).toContain('"route":"page"');
  expect(harness.log()).not.toContain('planted-in-the-address');
});
