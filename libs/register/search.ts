import type { ClientBase, Pool } from 'pg';
import type { RegisterFilter } from './filter';
import { mayBeKnown } from './holds';
import { WITH_INSTANCE } from './kinds';
import { postedBefore, postedNumbers, termsOf } from './postings';
import { numbersOf } from './times';

type Db = Pool | ClientBase;

export interface Row {
  n: string;
  bytes: Buffer;
  leaf_hash: Buffer;
}

/**
 * The first entries that a filter finds. Whom they are about, and their numbers, are indexed; all else is looked for by the
 * postings of full blocks, and in the open one by going through it.
 */
export async function rowsOf(
  db: Db,
  filter: RegisterFilter,
  limit: number,
  order: 'newest' | 'oldest',
): Promise<Row[]> {
  const narrowed = await within(db, filter);
  const terms = termsOf(narrowed);
  if (terms.length === 0 || narrowed.subject !== undefined) return rowsAmong(db, narrowed, limit, order);
  const posted = await postedBefore(db);
  const { atLeast = 0n, before } = narrowed;
  const rows: Row[] = [];
  const open = async (): Promise<void> => {
    if (rows.length === limit || (before !== undefined && before <= posted)) return;
    const among = { ...narrowed, atLeast: atLeast > posted ? atLeast : posted };
    rows.push(...(await rowsAmong(db, among, limit - rows.length, order)));
  };
  if (order === 'newest') await open();
  const span = { atLeast, before: before !== undefined && before < posted ? before : posted };
  if (rows.length < limit)
    for await (const numbers of postedNumbers(db, terms, span, order)) {
      rows.push(...(await rowsAmong(db, narrowed, limit - rows.length, order, numbers)));
      if (rows.length === limit) break;
    }
  if (order === 'oldest') await open();
  return rows;
}

/** By their numbers alone, or by whom they are about. @param numbers absent: any */
async function rowsAmong(
  db: Db,
  filter: RegisterFilter,
  limit: number,
  order: 'newest' | 'oldest',
  numbers?: readonly string[],
): Promise<Row[]> {
  const { conditions, values } = where(filter);
  if (numbers) conditions.push(`n = any($${values.push(numbers)}::bigint[])`);
  const { rows } = await db.query<Row>(
    `select n, bytes, leaf_hash from register_entries
     ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
     order by n ${order === 'newest' ? 'desc' : 'asc'} limit $${values.push(limit)}`,
    values,
  );
  return rows;
}

interface Candidates {
  readonly numbers: readonly string[];
  readonly atLeast: bigint;
  readonly before: bigint;
}

/**
 * Among which entries all are that a filter finds, for questions of their own: those of the numbers, and those from
 * `atLeast` on and below `before`. Nothing of it is too little; what is too much its columns tell.
 */
export async function candidates(db: Db, filter: Omit<RegisterFilter, 'subject'>): Promise<Candidates> {
  return candidatesWithin(db, await within(db, filter));
}

/** The same, of a filter whose numbers are narrowed to its period already. */
export async function candidatesWithin(
  db: Db,
  narrowed: Omit<RegisterFilter, 'subject'>,
): Promise<Candidates> {
  const { atLeast = 0n, before = BigInt(await registerSize(db)) } = narrowed;
  const terms = termsOf(narrowed);
  if (terms.length === 0) return { numbers: [], atLeast, before };
  const posted = await postedBefore(db);
  const span = { atLeast, before: before < posted ? before : posted };
  const numbers: string[] = [];
  for await (const page of postedNumbers(db, terms, span, 'oldest')) numbers.push(...page);
  return { numbers, atLeast: atLeast > posted ? atLeast : posted, before };
}

/** The condition that an entry is among {@link candidates}, whose parts are three parameters from one on. */
export function isCandidate(first: number): string {
  return `(n = any($${first}::bigint[]) or (n >= $${first + 1}::bigint and n < $${first + 2}::bigint))`;
}

/** Number of entries: the next one's number. */
export async function registerSize(db: Db): Promise<number> {
  const found = await db.query<{ size: string }>(
    'select coalesce(max(n) + 1, 0) as size from register_entries',
  );
  return Number(found.rows[0]!.size);
}

/** The same, between the numbers that its period lies between. */
export async function within<F extends RegisterFilter>(db: Db, filter: F): Promise<F> {
  const { from, to, asOf, atLeast = 0n, before } = filter;
  if (from === undefined && to === undefined && asOf === undefined) return filter;
  const numbers = await numbersOf(db, filter);
  return {
    ...filter,
    atLeast: numbers.atLeast > atLeast ? numbers.atLeast : atLeast,
    before: before !== undefined && before < numbers.before ? before : numbers.before,
  };
}

/** What the columns of an entry must say that a filter finds, in SQL. */
export function where(filter: RegisterFilter): { conditions: string[]; values: unknown[] } {
  const conditions: string[] = [];
  const values: unknown[] = [];
  const add = (condition: (parameter: string) => string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  add(p => `subject = ${p}`, filter.subject);
  add(p => `kind = ${p}`, filter.kind);
  add(p => `kind = any(${p})`, filter.kinds);
  if (filter.purpose?.includes('/')) add(p => `purpose = ${p}`, filter.purpose);
  // Versions of a name sort between "name/" and "name0", the next character.
  else add(p => `(purpose = ${p} or purpose > ${p} || '/' and purpose < ${p} || '0')`, filter.purpose);
  add(p => `recipient = ${p}`, filter.recipient);
  add(
    p =>
      `kind = any('{${WITH_INSTANCE.join()}}') and convert_from(bytes, 'UTF8')::jsonb ->> 'instance' = ${p}`,
    filter.instance,
  );
  add(p => `fields @> array[${p}]`, filter.field);
  add(p => `fields && ${p}::text[]`, filter.anyField);
  add(p => `actor = ${p}`, filter.actor);
  add(p => `time >= ${p}::timestamptz`, filter.from);
  add(p => `time < ${p}::timestamptz`, filter.to);
  add(p => `n >= ${p}`, filter.atLeast);
  add(p => `n < ${p}`, filter.before);
  add(p => `time <= ${p}::timestamptz`, filter.asOf);
  add(mayBeKnown, filter.knownAt);
  return { conditions, values };
}
