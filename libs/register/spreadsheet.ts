import { strToU8, Zip, ZipDeflate } from 'fflate';

/** Rows that a sheet of Office Open XML (ISO/IEC 29500, SpreadsheetML) takes; what is more goes on in the next. */
const MOST_ROWS = 1_048_576;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/**
 * A table as a workbook (XLSX), as its rows come. Every cell is text: no spreadsheet takes one for a formula or a date.
 * @param heading first row of each sheet, which stays in view
 * @param mostRows of a sheet, its heading among them
 */
export async function* spreadsheet(
  heading: readonly string[],
  pages: AsyncIterable<readonly (readonly string[])[]>,
  mostRows = MOST_ROWS,
): AsyncGenerator<Buffer> {
  const chunks: Buffer[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(Buffer.from(chunk));
  });
  const part = (name: string): ZipDeflate => {
    const file = new ZipDeflate(name, { level: 6 });
    zip.add(file);
    return file;
  };
  const whole = (name: string, text: string): void => part(name).push(strToU8(XML + text), true);
  let sheets = 0;
  const begin = (): ZipDeflate => {
    sheets += 1;
    const sheet = part(`xl/worksheets/sheet${sheets}.xml`);
    sheet.push(strToU8(XML + SHEET_BEGINS + rowOf(heading)));
    return sheet;
  };
  let sheet = begin();
  let rows = 1;
  for await (const page of pages) {
    for (let at = 0; at < page.length;) {
      if (rows === mostRows) {
        sheet.push(strToU8(SHEET_ENDS), true);
        sheet = begin();
        rows = 1;
      }
      const some = page.slice(at, at + mostRows - rows);
      sheet.push(strToU8(some.map(rowOf).join('')));
      rows += some.length;
      at += some.length;
    }
    yield* chunks.splice(0);
  }
  sheet.push(strToU8(SHEET_ENDS), true);
  for (const [name, text] of Object.entries(partsAround(sheets))) whole(name, text);
  zip.end();
  yield* chunks;
}

const SHEET_BEGINS =
  `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
  '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>';
const SHEET_ENDS = '</sheetData></worksheet>';

function rowOf(cells: readonly string[]): string {
  return `<row>${cells.map(cellOf).join('')}</row>`;
}

function cellOf(text: string): string {
  return text === '' ? '<c/>' : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

function escaped(text: string): string {
  return text

    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** What a workbook has around its sheets. */
function partsAround(sheets: number): Readonly<Record<string, string>> {
  const each = (one: (n: number) => string): string =>
    Array.from({ length: sheets }, (_, i) => one(i + 1)).join('');
  return {
    'xl/workbook.xml':
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
      each(n => `<sheet name="register ${n}" sheetId="${n}" r:id="rId${n}"/>`) +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      `<Relationships xmlns="${PACKAGE}/relationships">` +
      each(n => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`) +
      '</Relationships>',
    '_rels/.rels':
      `<Relationships xmlns="${PACKAGE}/relationships">` +
      `<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    '[Content_Types].xml':
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
      each(n => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPE}.worksheet+xml"/>`) +
      '</Types>',
  };
}
