import type { ClientBase, Pool } from 'pg';
import { DomainError, type Uuid } from '#libs/kernel';
import { readEntry, type Entry } from './entry';
import type { RegisterFilter } from './filter';
import {
  candidates,
  candidatesWithin,
  isCandidate,
  registerSize,
  rowsOf,
  where,
  within,
  type Row,
} from './search';

export type { RegisterFilter } from './filter';
export { candidates, isCandidate, registerSize } from './search';

type Db = Pool | ClientBase;

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
  const order = page.order ?? 'newest';
  const from = page.cursor === undefined ? filter : beyond(filter, BigInt(numberOf(page.cursor)), order);
  const found = await rowsOf(db, from, page.limit + 1, order);
  const rows = found.slice(0, page.limit);
  const entries = rows.map(stored);
  const last = rows.at(-1);
  return found.length > rows.length && last ? { entries, next: cursorOf(last.n) } : { entries };
}

/** The same, without what a page up to a number has. */
function beyond(filter: RegisterFilter, n: bigint, order: 'newest' | 'oldest'): RegisterFilter {
  const { atLeast = 0n, before = n } = filter;
  return order === 'newest'
    ? { ...filter, before: before < n ? before : n }
    : { ...filter, atLeast: atLeast > n ? atLeast : n + 1n };
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
  const period = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const { numbers, atLeast, before } = await candidates(db, {
    recipient: body,
    kind: 'disclosed',
    ...period,
  });
  const found = await db.query<{ subject: Uuid; sharings: number; first: Date; last: Date }>(
    `select subject, count(distinct event_id)::int as sharings, min(time) as first, max(time) as last
       from register_entries
      where recipient = $1 and kind = 'disclosed' and subject is not null
        and ($2::timestamptz is null or time >= $2) and ($3::timestamptz is null or time < $3)
        and ($4::uuid is null or subject > $4) and ${isCandidate(6)}
      group by subject order by subject limit $5`,
    [body, from ?? null, to ?? null, after ?? null, limit, numbers, atLeast, before],
  );
  return found.rows;
}

/** The roles that a pseudonym has acted in. Reads each entry of its: asked about one at a time. */
export async function rolesOf(db: Db, actor: string): Promise<string[]> {
  const { numbers, atLeast, before } = await candidates(db, { actor });
  const found = await db.query<{ role: string }>(
    `select distinct convert_from(bytes, 'UTF8')::jsonb #>> '{actor,role}' as role
       from register_entries where actor = $1 and ${isCandidate(2)} order by role`,
    [actor, numbers, atLeast, before],
  );
  return found.rows.map(({ role }) => role);
}

/** Whom the entries are about that the filter finds: each once, in the order of their ids. */
export async function subjectsOf(db: Db, filter: RegisterFilter): Promise<Uuid[]> {
  const narrowed = await within(db, filter);
  const { conditions, values } = where(narrowed);
  if (filter.subject === undefined) {
    const { numbers, atLeast, before } = await candidatesWithin(db, narrowed);
    conditions.push(isCandidate(values.length + 1));
    values.push(numbers, atLeast, before);
  }
  const found = await db.query<{ subject: Uuid }>(
    `select distinct subject from register_entries
      where ${['subject is not null', ...conditions].join(' and ')} order by subject`,
    values,
  );
  return found.rows.map(({ subject }) => subject);
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
  for (let atLeast = filter.atLeast ?? 0n; ;) {
    const rows = await rowsOf(db, { ...filter, atLeast }, limit, 'oldest');
    if (rows.length > 0) yield rows.map(({ n, bytes }) => ({ n: BigInt(n), bytes }));
    if (rows.length < limit) return;
    atLeast = BigInt(rows.at(-1)!.n) + 1n;
  }
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
