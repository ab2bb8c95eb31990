import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse/sync';
import { InvalidRequest, parseText, refuseText } from '#libs/http';
import { DomainError, type Json, type ProblemCode } from '#libs/kernel';
import { customerOf, type Row } from './columns';
import { textLines, type TextLine } from './text';

export { COLUMNS } from './columns';
export { CHARSETS } from './text';

/**
 * One customer of an import, by its place in the file: a line of NDJSON, a record of CSV. From 1; 0 is the header of a CSV
 * that cannot be read, after which nothing is.
 */
export type Line = { readonly number: number } & (
  | { readonly customer: Json }
  | {
      /** Why it is not readable. */
      readonly code: ProblemCode;
      /** Where it is not in the encoding of the file: what that seems to be in. */
      readonly looksLike?: string;
    }
);

export const TYPES = ['application/x-ndjson', 'text/csv'] as const;

/** A file with one customer, of each type. */
export const EXAMPLES: Readonly<Record<(typeof TYPES)[number], string>> = {
  'application/x-ndjson': `${JSON.stringify({
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [
      {
        purpose: 'contract',
        values: {
          familyName: 'Maes',
          givenName: 'Lotte',
          address: { street: 'Dorp', number: '3', postalCode: '1000', city: 'Brussel', country: 'BE' },
          email: 'lotte.maes@example.be',
        },
      },
    ],
    login: 'lotte.maes',
    domains: ['lotte-maes.be'],
  })}\n`,
  'text/csv':
    'kind,policy,purposes,familyName,givenName,street,number,postalCode,city,country,email,login\r\n' +
    'natural-person,2018-05-25,contract,De Smet,Jef,Dorp,5,1000,Brussel,BE,jef@example.be,jef.desmet\r\n',
};

/**
 * Customers as they come in, one at a time: a file of any size is never whole in memory, and what is wrong with a line is
 * wrong with that line alone.
 * NDJSON: each line as `POST /v1/subjects` takes it, with `login` and `domains` (held) beside, by the rules of a body.
 * CSV (RFC 4180, with header; no line breaks within a field): `COLUMNS`, parted by commas, or by semicolons as Excel does.
 */
export async function* linesOf(type: string, bytes: Readable, charset?: string): AsyncGenerator<Line> {
  const lines = textLines(bytes, charset);
  if (type === 'text/csv') yield* csvLines(lines);
  else yield* jsonLines(lines);
}

async function* jsonLines(lines: AsyncIterable<TextLine>): AsyncGenerator<Line> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.text.trim() !== '') yield read(number, line, text => parseText(text) as Json);
  }
}

async function* csvLines(lines: AsyncIterable<TextLine>): AsyncGenerator<Line> {
  let columns: string[] | undefined;
  let delimiter = ',';
  let number = 0;
  for await (const line of lines) {
    if (line.text.trim() === '') continue;
    if (!columns) {
      delimiter = line.text.includes(';') && !line.text.includes(',') ? ';' : ',';
      columns = columnsOf(line.text, delimiter);
      if (columns) continue;
      yield { number: 0, code: 'malformed-csv' };
      return;
    }
    number += 1;
    const options = { columns, delimiter, trim: true, relax_column_count: true };
    yield read(number, line, text => customerOf(parse<Row>(text, options)[0] ?? {}));
  }
}

/** Names of columns; undefined where the header cannot be read. */
function columnsOf(header: string, delimiter: string): string[] | undefined {
  try {
    const [columns = []]: string[][] = parse(header, { delimiter, trim: true, relax_quotes: true });
    return columns;
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}

function read(number: number, { text, looksLike }: TextLine, customer: (text: string) => Json): Line {
  if (looksLike !== undefined) return { number, code: 'encoding-invalid', looksLike };
  try {
    refuseText(text);
    return { number, customer: customer(text) };
  } catch (error) {
    if (error instanceof CsvError) return { number, code: 'malformed-csv' };
    if (error instanceof DomainError || error instanceof InvalidRequest) return { number, code: error.code };
    throw error;
  }
}
