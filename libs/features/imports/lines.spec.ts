import { Readable } from 'node:stream';
import fc from 'fast-check';
import { linesOf, type Line } from './lines';

const HEADER = 'kind,policy,familyName,givenName,email';
const record = (name: string): string => `natural-person,2018-05-25,${name},Jef,jef@example.be`;

async function read(type: string, bytes: Buffer | Buffer[], charset?: string): Promise<Line[]> {
  const lines: Line[] = [];
  const chunks = Array.isArray(bytes) ? bytes : [bytes];
  for await (const line of linesOf(type, Readable.from(chunks, { objectMode: true }), charset))
    lines.push(line);
  return lines;
}

/** Family name, or the code, of each line. */
const told = (lines: readonly Line[]): string[] =>
  lines.map(line =>
    'code' in line
      ? `${line.number} ${line.code}${line.looksLike ? ` ${line.looksLike}` : ''}`
      : (line.customer as { collect: { values: { familyName: string } }[] }).collect[0]!.values.familyName,
  );

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('encodings of a file', () => {
  const text = `${HEADER}\r\n${record('Renée')}\r\n${record('De Smet')}\r\n`;
  test.each<[string, Buffer, string | undefined]>([
    ['UTF-8', Buffer.from(text), undefined],
    ['UTF-8 with a byte order mark, as Excel writes it', Buffer.from(`\ufeff${text}`), undefined],
    [
      'UTF-16, little-endian, with its mark ("Unicode text")',
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      undefined,
    ],
    ['UTF-16, big-endian, with its mark', utf16be(`\ufeff${text}`), undefined],
    ['Windows-1252, declared', Buffer.from(text, 'latin1'), 'windows-1252'],
    ['ISO-8859-1, declared', Buffer.from(text, 'latin1'), 'iso-8859-1'],
  ])('%s', async (_, bytes, charset) => {
    expect(told(await read('text/csv', bytes, charset))).toEqual(['Renée', 'De Smet']);
  });

  test('Windows-1252 that is not declared: its lines are refused, with what the file looks like; the others are read', async () => {
    const lines = `${HEADER}\r\n${record('Renée')}\r\n${record('De Smet')}\r\n${record('Müller–Özdemir')}\r\n`;
    const bytes = Buffer.from(lines.replace('–', '\x96'), 'latin1');
    expect(told(await read('text/csv', bytes))).toEqual([
      '1 encoding-invalid windows-1252',
      'De Smet',
      '3 encoding-invalid windows-1252',
    ]);
  });

  test('U+FFFD is no character of a name: what it stood for was lost before', async () => {
    const ndjson = [record('x'), 'Ren\ufffd', 'Ren\\ufffd'].map(name => JSON.stringify({ name }));
    const lines = await read('application/x-ndjson', Buffer.from(ndjson.join('\n').replace('\\\\u', '\\u')));
    expect(lines.map(line => ('code' in line ? line.code : 'read'))).toEqual([
      'read',
      'encoding-invalid',
      'replacement-character',
    ]);
  });

  test('however the bytes are cut, the lines are the same', async () => {
    const bytes = Buffer.from(
      `\ufeff${HEADER}\r\n${record('Renée')}\n${record('Łukasz')}\r\n\r\n${record('Zoë')}`,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 6 }), async cuts => {
        const at = [3, ...cuts.filter(cut => cut > 3), bytes.length].sort((a, b) => a - b);
        const chunks = at
          .map((end, n) => bytes.subarray(at[n - 1] ?? 0, end))
          .filter(({ length }) => length > 0);
        expect(told(await read('text/csv', chunks))).toEqual(['Renée', 'Łukasz', 'Zoë']);
      }),
    );
  });
});

describe('one bad line is one refused line', () => {
  test('NDJSON, by the rules of a body', async () => {
    const lines = [
      '{"a":1}',
      '{"a":1',
      '{"a":1,"a":2}',
      '{"a":"\\u0000"}',
      '{"a":"\\ud800"}',
      '[]',
      '"x"',
      '{"__proto__":{}}',
      '{"a":2}',
    ];
    const got = await read('application/x-ndjson', Buffer.from(lines.join('\n')));
    expect(got.map(line => ('code' in line ? line.code : 'read'))).toEqual([
      'read',
      'malformed-json',
      'duplicate-key',
      'nul-character',
      'lone-surrogate',
      'invalid-request',
      'invalid-request',
      'unknown-field',
      'read',
    ]);
    expect(got.map(({ number }) => number)).toEqual(lines.map((_, n) => n + 1));
  });

  test('CSV: a stray quote swallows nothing', async () => {
    const lines = [
      HEADER,
      record('Een'),
      record('T"wee'),
      record('"Drie'),
      record('"Vier, Junior"'),
      record('Vi\0jf'),
      record('Zes'),
    ];
    expect(told(await read('text/csv', Buffer.from(lines.join('\r\n'))))).toEqual([
      'Een',
      '2 malformed-csv',
      '3 malformed-csv',
      'Vier, Junior',
      '5 nul-character',
      'Zes',
    ]);
  });

  test('CSV: a header that cannot be read is line 0, and nothing after it is taken for a customer', async () => {
    const lines = [`"${HEADER}`, record('Een')];
    expect(told(await read('text/csv', Buffer.from(lines.join('\r\n'))))).toEqual(['0 malformed-csv']);
  });

  test('semicolons, as Excel writes where the comma is the decimal sign', async () => {
    const lines = [HEADER, record('"Peeters; Junior"')].map(line => line.replaceAll(',', ';'));
    expect(told(await read('text/csv', Buffer.from(lines.join('\r\n'))))).toEqual(['Peeters; Junior']);
  });

  test('no bytes make it throw', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('text/csv', 'application/x-ndjson'),
        fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }),
        async (type, chunks) =>
          void (await read(
            type,
            chunks.map(chunk => Buffer.from(chunk)),
          )),
      ),
    );
  });
});
