import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { spreadsheet } from './spreadsheet';

async function written(
  heading: readonly string[],
  pages: readonly (readonly (readonly string[])[])[],
  most?: number,
): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  const coming = (async function* () {
    yield* pages;
  })();
  for await (const chunk of spreadsheet(heading, coming, most)) chunks.push(chunk);
  const parts = Object.entries(unzipSync(Buffer.concat(chunks)));
  return Object.fromEntries(parts.map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** What a reader of SpreadsheetML takes the cells of a sheet to be. */
function cellsOf(sheet: string): string[][] {
  return [...sheet.matchAll(/<row>(.*?)<\/row>/gs)].map(([, row]) =>
    [...row!.matchAll(/<c\/>|<c t="inlineStr"><is><t xml:space="preserve">(.*?)<\/t><\/is><\/c>/gs)].map(
      ([, text = '']) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
    ),
  );
}

describe('a register as a workbook (ISO/IEC 29500)', () => {
  test('holds every cell as the text that it is, formulas among them', async () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('=1+1', '@SUM(A1)', '<b>&amp;', 'é 👩‍👩‍👧', '2026-03-01', '000123'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 6 }),
        async rows => {
          const parts = await written(['a', 'b'], [rows.slice(0, 3), rows.slice(3)]);

          const legal = (text: string): string =>
            text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
          expect(cellsOf(parts['xl/worksheets/sheet1.xml']!)).toEqual([
            ['a', 'b'],
            ...rows.map(row => row.map(legal)),
          ]);
        },
      ),
    );
  });

  test('goes on in another sheet, with the heading, where one is full', async () => {
    const rows = Array.from({ length: 5 }, (_, n) => [String(n)]);
    const parts = await written(['n'], [rows], 3);
    const sheets = [1, 2, 3].map(n => cellsOf(parts[`xl/worksheets/sheet${n}.xml`]!));
    expect(sheets).toEqual([
      [['n'], ['0'], ['1']],
      [['n'], ['2'], ['3']],
      [['n'], ['4']],
    ]);
    expect(parts['xl/workbook.xml']).toContain('name="register 3"');
    expect(parts['[Content_Types].xml']).toContain('/xl/worksheets/sheet3.xml');
  });
});
