import type { ClientBase, Pool } from 'pg';
import { DomainError, type Uuid } from '#libs/kernel';
import { readEntry, type Entry } from './entry';
import type { Kind } from './kinds';
import { HAS_RARE_FIELD, RARE_FIELDS } from './migrations';
import { mayBeKnown } from './holds';
import { numbersOf } from './times';

type Db = Pool | ClientBase;

/** What to look for: all that is named must hold. */
export interface RegisterFilter {
  readonly subject?: Uuid;
  readonly kind?: Kind;
  /** One of these. */
  readonly kinds?: readonly Kind[];
  /** A versioned id (`contract/1`), or a name (`contract`) for all its versions. */
  readonly purpose?: string;
  readonly recipient?: string;
  /** Which one of a recipient that is a kind of many, by the name that it was recorded by. */
  readonly instance?: string;
  readonly field?: string;
  /** Any of these. */
  readonly anyField?: readonly string[];
  /** Pseudonym of a person, or a service's client id. */
  readonly actor?: string;
  /** From this time on, RFC 3339. */
  readonly from?: string;
  /** Before this time, RFC 3339. */
  readonly to?: string;
  /** From this number on. */
  readonly atLeast?: bigint;
  /** Before this number: what a checkpoint of that size held. */
  readonly before?: bigint;
  /** By the time of the event, until then; no prefix of the register. RFC 3339. */
  readonly asOf?: string;
  /** Only what the person concerned may know at this time (P16). */
  readonly knownAt?: Date;
}

export interface RegisterPage {
  readonly entries: readonly StoredEntry[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

/** An entry with the bytes that the tree holds. */
export interface StoredEntry {
  readonly entry: Entry;
  readonly bytes: Buffer;
  readonly leafHash: Buffer;
}

/** Kinds of entries that name which one of a recipient of many it was. */
const WITH_INSTANCE = ['shared', 'telling-prepared', 'recipient-told'] as const satisfies readonly Kind[];

interface Row {
  n: string;
  bytes: Buffer;
  leaf_hash: Buffer;
}

/**
 * One page of entries by number, newest or oldest first. Entries that come meanwhile neither repeat nor hide others.
 * @throws DomainError invalid-request for a cursor that was not answered here
 */
export async function findEntries(
  db: Db,
  filter: RegisterFilter,
  page: {
    readonly limit: number;
    readonly order?: 'newest' | 'oldest';
    readonly cursor?: string | undefined;
  },
): Promise<RegisterPage> {
  const newest = page.order !== 'oldest';
  const { conditions, values } = where(await within(db, filter));
  if (page.cursor !== undefined) {
    values.push(numberOf(page.cursor));
    conditions.push(`n ${newest ? '<' : '>'} $${values.length}`);
  }
  values.push(page.limit + 1);
  const found = await db.query<Row>(
    `select n, bytes, leaf_hash from register_entries
     ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
     order by n ${newest ? 'desc' : 'asc'} limit $${values.length}`,
    values,
  );
  const rows = found.rows.slice(0, page.limit);
  const entries = rows.map(stored);
  const last = rows.at(-1);
  return found.rows.length > rows.length && last ? { entries, next: cursorOf(last.n) } : { entries };
}

/** The entry of a number, with its bytes as stored. */
export async function entryByNumber(db: Db, n: string | number): Promise<StoredEntry | undefined> {
  const found = await db.query<Row>('select n, bytes, leaf_hash from register_entries where n = $1', [n]);
  return found.rows[0] && stored(found.rows[0]);
}

/** The bytes of the entries of `from` ≤ n < `to`, as the tree holds them. */
export async function entryBytes(db: Db, from: bigint, to: bigint): Promise<Buffer[]> {
  const found = await db.query<{ bytes: Buffer }>(
    'select bytes from register_entries where n >= $1 and n < $2 order by n',
    [from, to],
  );
  return found.rows.map(({ bytes }) => bytes);
}

/** The number of an entry by its place among those of an event on a subject. */
export async function numberByPlace(
  db: Db,
  subject: Uuid,
  event: Uuid,
  place: number,
): Promise<string | undefined> {
  const found = await db.query<{ n: string }>(
    'select n from register_entries where subject = $1 and event_id = $2 order by n offset $3 limit 1',
    [subject, event, place],
  );
  return found.rows[0]?.n;
}

/** The place of an entry among those of its event on a subject. */
export async function placeOf(db: Db, entry: Pick<Entry, 'subject' | 'event' | 'n'>): Promise<number> {
  const found = await db.query<{ place: number }>(
    'select count(*)::int as place from register_entries where subject = $1 and event_id = $2 and n < $3',
    [entry.subject, entry.event, entry.n],
  );
  return found.rows[0]!.place;
}

/** Of whom data was disclosed to a government body in a period, how often, first and last, in the order of their ids. */
export async function disclosedTo(
  db: Db,
  body: string,
  {
    from,
    to,
    after,
    limit,
  }: {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly after?: Uuid | undefined;
    readonly limit: number;
  },
): Promise<{ subject: Uuid; sharings: number; first: Date; last: Date }[]> {
  const found = await db.query<{ subject: Uuid; sharings: number; first: Date; last: Date }>(
    `select subject, count(distinct event_id)::int as sharings, min(time) as first, max(time) as last
       from register_entries
      where recipient = $1 and kind = 'disclosed' and subject is not null
        and ($2::timestamptz is null or time >= $2) and ($3::timestamptz is null or time < $3)
        and ($4::uuid is null or subject > $4)
      group by subject order by subject limit $5`,
    [body, from ?? null, to ?? null, after ?? null, limit],
  );
  return found.rows;
}

/** The roles that a pseudonym has acted in. Reads each entry of its: asked about one at a time. */
export async function rolesOf(db: Db, actor: string): Promise<string[]> {
  const found = await db.query<{ role: string }>(
    `select distinct convert_from(bytes, 'UTF8')::jsonb #>> '{actor,role}' as role
       from register_entries where actor = $1 order by role`,
    [actor],
  );
  return found.rows.map(({ role }) => role);
}

/** Whom the entries are about that the filter finds: each once, in the order of their ids. */
export async function subjectsOf(db: Db, filter: RegisterFilter): Promise<Uuid[]> {
  const { conditions, values } = where(await within(db, filter));
  const found = await db.query<{ subject: Uuid }>(
    `select distinct subject from register_entries
      where ${['subject is not null', ...conditions].join(' and ')} order by subject`,
    values,
  );
  return found.rows.map(({ subject }) => subject);
}

/** Number of entries: the next one's number. */
export async function registerSize(db: Db): Promise<number> {
  const found = await db.query<{ size: string }>(
    'select coalesce(max(n) + 1, 0) as size from register_entries',
  );
  return Number(found.rows[0]!.size);
}

/** All entries that the filter finds now, oldest first, read page by page; later ones are left out. */
export async function* allEntries(db: Db, filter: RegisterFilter, limit = 500): AsyncGenerator<StoredEntry> {
  const size = await registerSize(db);
  let cursor: string | undefined;
  do {
    const page: RegisterPage = await findEntries(db, filter, { limit, order: 'oldest', cursor });
    for (const entry of page.entries) {
      if (entry.entry.n >= size) return;
      yield entry;
    }
    cursor = page.next;
  } while (cursor !== undefined);
}

/** Entries as the tree holds them, not read: what somebody changed goes out as it stands. */
export interface RawEntry {
  readonly n: bigint;
  readonly bytes: Buffer;
}

/** All entries that the filter finds, oldest first, in pages; `before` of the filter says where they end. */
export async function* rawPages(
  db: Db,
  filter: RegisterFilter & { readonly before: bigint },
  limit: number,
): AsyncGenerator<readonly RawEntry[]> {
  const narrowed = await within(db, filter);
  for (let atLeast = narrowed.atLeast ?? 0n; ;) {
    const { conditions, values } = where({ ...narrowed, atLeast });
    const { rows } = await db.query<Pick<Row, 'n' | 'bytes'>>(
      `select n, bytes from register_entries where ${conditions.join(' and ')} order by n limit ${limit}`,
      values,
    );
    if (rows.length > 0) yield rows.map(({ n, bytes }) => ({ n: BigInt(n), bytes }));
    if (rows.length < limit) return;
    atLeast = BigInt(rows.at(-1)!.n) + 1n;
  }
}

/** The same, between the numbers that its period lies between. */
async function within<F extends RegisterFilter>(db: Db, filter: F): Promise<F> {
  const { from, to, asOf, atLeast = 0n, before } = filter;
  if (from === undefined && to === undefined && asOf === undefined) return filter;
  const numbers = await numbersOf(db, filter);
  return {
    ...filter,
    atLeast: numbers.atLeast > atLeast ? numbers.atLeast : atLeast,
    before: before !== undefined && before < numbers.before ? before : numbers.before,
  };
}

function where(filter: RegisterFilter): { conditions: string[]; values: unknown[] } {
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
  // Few kinds have one: the index of the kind narrows it.
  add(
    p =>
      `kind = any('{${WITH_INSTANCE.join()}}') and convert_from(bytes, 'UTF8')::jsonb ->> 'instance' = ${p}`,
    filter.instance,
  );
  add(p => `fields @> array[${p}]`, filter.field);
  if (filter.field !== undefined && RARE_FIELDS.includes(filter.field)) conditions.push(HAS_RARE_FIELD);
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

function stored(row: Row): StoredEntry {
  return { entry: readEntry(row.bytes), bytes: row.bytes, leafHash: row.leaf_hash };
}

export function cursorOf(n: string): string {
  return Buffer.from(`n${n}`, 'latin1').toString('base64url');
}

function numberOf(cursor: string): string {
  const [, n] = /^n(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (n === undefined) throw new DomainError('invalid-request', { parameter: 'cursor' });
  return n;
}
