import fc from 'fast-check';
import { ExportSoFar, type Format, type Onward } from '#apps/console/src/views/export-so-far';
import { csvLine } from '#libs/kernel';
import { csvHeader, exportEnd, exportHead, exportLine } from '#libs/register';

const SIZE = 30;
/** Numbers that a filter finds. */
const FOUND = [0, 3, 4, 11, 12, 13, 25];

/** An answer of the service, made by what makes them there (docs/formats/export.md). */
function answered(
  format: Format,
  filtered: boolean,
  asked: Onward,
): { headers: Headers; bytes: Uint8Array<ArrayBuffer> } {
  const [from, to] = [Number(asked.from ?? 0), Number(asked.to ?? SIZE)];
  const all = Array.from({ length: SIZE }, (_, n) => n);
  const numbers = (filtered ? FOUND : all).filter(n => n >= from && n < to);
  const part = filtered || from > 0 || to < SIZE;
  const texts: Record<Format, () => string> = {
    csv: () => csvHeader() + numbers.map(n => csvLine([String(n), `één "naam"\r\n${n},`])).join(''),
    jsonl: () =>
      [
        exportHead({
          origin: null,
          scope: filtered ? 'selection' : 'range',
          from: BigInt(from),
          to: BigInt(to),
          size: BigInt(asked.size ?? SIZE),
          checkpoint: null,
          filter: {},
          controller: { name: 'één', contact: 'x' },
        }),
        ...numbers.map(n =>
          exportLine(
            BigInt(n),
            Buffer.from(JSON.stringify({ kind: 'één', proof: ['"'], n })),
            part ? [Buffer.alloc(32, n)] : undefined,
          ),
        ),
        exportEnd(numbers.length),
      ].join(''),
    xlsx: () => `PK\x03\x04${'.'.repeat(100)}PK\x05\x06${'\0'.repeat(18)}`,
  };
  const headers = new Headers({ 'register-from': String(from), 'register-to': String(to) });
  return { headers, bytes: new TextEncoder().encode(texts[format]()) };
}

/** Takes an answer in, up to a byte, in two pieces. @returns whether it came to its end */
function taken(soFar: ExportSoFar, format: Format, filtered: boolean, upTo?: number): boolean {
  const { headers, bytes } = answered(format, filtered, soFar.onward);
  const end = Math.min(upTo ?? bytes.length, bytes.length);
  soFar.begin(headers);
  const middle = Math.floor(end / 2);
  soFar.add(bytes.slice(0, middle));
  soFar.add(bytes.slice(middle, end));
  return end === bytes.length;
}

async function uncut(format: Format, filtered: boolean): Promise<string> {
  return new TextDecoder().decode(answered(format, filtered, {}).bytes);
}

const cuts = fc.array(fc.nat(2_500), { maxLength: 6 });

describe('an export whose connection is lost (Art. 5(2))', () => {
  it.each(['csv', 'jsonl', 'xlsx'] as const)('ends as the same %s, wherever it was cut off', async format => {
    await fc.assert(
      fc.asyncProperty(cuts, fc.boolean(), async (places, filtered) => {
        const soFar = new ExportSoFar(format, filtered);
        for (const place of places) {
          const finished = taken(soFar, format, filtered, place);
          // What is whole is asked for no more.
          if (await soFar.file(finished)) break;
        }
        const finished = (await soFar.file(false)) !== undefined || taken(soFar, format, filtered);
        expect(await (await soFar.file(finished))?.text()).toBe(await uncut(format, filtered));
      }),
    );
  });

  it.each(['csv', 'jsonl', 'xlsx'] as const)(
    'is never taken for a whole %s, wherever it was cut off',
    async format => {
      const { length } = answered(format, false, {}).bytes;
      for (let place = 0; place < length; place++) {
        const soFar = new ExportSoFar(format, false);
        taken(soFar, format, false, place);
        // Also where what lies between took the end of the connection for the end of the file.
        expect(await soFar.file(true)).toBeUndefined();
      }
    },
  );

  it('goes on after the last entry that came whole, in the tree that it began with', () => {
    const soFar = new ExportSoFar('jsonl', false);
    const { bytes } = answered('jsonl', false, {});
    const lines = new TextDecoder().decode(bytes).split('\n').slice(0, 3);
    taken(soFar, 'jsonl', false, Buffer.byteLength(lines.join('\n')) + 20);
    expect(soFar.onward).toEqual({ from: '2', to: '30', size: '30' });
    expect(soFar.part).toBeCloseTo(2 / 30);
  });

  it('has no proofs in its lines where all of it came, though it came in parts', async () => {
    const soFar = new ExportSoFar('jsonl', false);
    const { length } = answered('jsonl', false, {}).bytes;
    taken(soFar, 'jsonl', false, Math.floor(length / 2));
    const text = await (await soFar.file(taken(soFar, 'jsonl', false)))!.text();
    const lines = text.trimEnd().split('\n').slice(1, -1);
    expect(lines).toHaveLength(SIZE);
    for (const line of lines) expect(JSON.parse(line)).not.toHaveProperty('proof');
  });

  it.each([
    [
      'says that it has more entries than came',
      (text: string) => text.replace(`{"end":"${FOUND.length}"}`, '{"end":"8"}'),
      true,
    ],
    ['lacks an entry between two', (text: string) => text.replace(/^\{"n":"7".*\n/m, ''), false],
  ])('is refused where it %s', (_, without, filtered) => {
    const soFar = new ExportSoFar('jsonl', filtered);
    const { headers, bytes } = answered('jsonl', filtered, {});
    const text = without(new TextDecoder().decode(bytes));
    soFar.begin(headers);
    expect(() => soFar.add(new TextEncoder().encode(text))).toThrow('an export that');
  });

  it('is not whole where its end comes before its last entry', async () => {
    const soFar = new ExportSoFar('jsonl', false);
    const { headers, bytes } = answered('jsonl', false, {});
    const lines = new TextDecoder().decode(bytes).split('\n').slice(0, 11);
    soFar.begin(headers);
    soFar.add(new TextEncoder().encode(`${lines.join('\n')}\n${exportEnd(10)}`));
    expect(await soFar.file(true)).toBeUndefined();
  });

  it('begins a workbook anew', () => {
    const soFar = new ExportSoFar('xlsx', false);
    taken(soFar, 'xlsx', false, 50);
    expect(soFar.onward).toEqual({});
    expect(soFar.part).toBeUndefined();
  });

  it('refuses a line that names no entry', () => {
    const soFar = new ExportSoFar('csv', false);
    soFar.begin(new Headers());
    expect(() => soFar.add(new TextEncoder().encode('entry\r\nan error page\r\n'))).toThrow('names no entry');
  });
});
