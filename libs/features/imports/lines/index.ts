import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { Json } from '#libs/kernel';

/** One customer of an import, by its place in the file: a line of NDJSON, a record of CSV. From 1. */
export interface Line {
  readonly number: number;
  /** Undefined: it is not readable. */
  readonly customer: Json | undefined;
}

export const TYPES = ['application/x-ndjson', 'text/csv'] as const;

/**
 * Customers as they come in, one at a time: a file of any size is never whole in memory.
 * NDJSON: each line as `POST /v1/subjects` takes it, with `login` and `domains` (held) beside.
 * CSV (RFC 4180, UTF-8, with header): {@link COLUMNS}.
 */
export async function* linesOf(type: string, bytes: Readable): AsyncGenerator<Line> {
  if (type === 'text/csv') yield* csvLines(bytes);
  else yield* jsonLines(bytes);
}

async function* jsonLines(bytes: Readable): AsyncGenerator<Line> {
  let number = 0;
  for await (const text of createInterface({ input: bytes, crlfDelay: Infinity })) {
    number += 1;
    if (text.trim() === '') continue;
    yield { number, customer: readable(text) };
  }
}

function readable(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

export const COLUMNS = [
  'kind',
  'policy',
  'purposes',
  'familyName',
  'givenName',
  'street',
  'number',
  'box',
  'postalCode',
  'city',
  'country',
  'telephone',
  'email',
  'language',
  'login',
  'domains',
] as const;
type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>;

const ADDRESS = ['street', 'number', 'box', 'postalCode', 'city', 'country'] as const;
const PLAIN = ['familyName', 'givenName', 'telephone', 'email', 'language'] as const;

async function* csvLines(bytes: Readable): AsyncGenerator<Line> {
  const rows = bytes.pipe(
    parse({ columns: true, bom: true, trim: true, skip_empty_lines: true, relax_column_count: true }),
  );
  let number = 0;
  for await (const row of rows) {
    number += 1;
    yield { number, customer: customerOf(row as Row) };
  }
}

/** The same values for each purpose that is named (default: the contract). An empty cell is no value. */
function customerOf(row: Row): Json {
  const pick = (names: readonly (keyof Row)[]): Record<string, string> =>
    Object.fromEntries(names.flatMap(name => (row[name] ? [[name, row[name]]] : [])));
  const address = pick(ADDRESS);
  const values = { ...pick(PLAIN), ...(Object.keys(address).length > 0 && { address }) };
  const words = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter(word => word !== '');
  const purposes = words(row.purposes);
  return {
    kind: row.kind ?? 'natural-person',
    policy: row.policy ?? '',
    collect: (purposes.length > 0 ? purposes : ['contract']).map(purpose => ({ purpose, values })),
    ...(row.login && { login: row.login }),
    ...(words(row.domains).length > 0 && { domains: words(row.domains) }),
  };
}
