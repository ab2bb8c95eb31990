import type { ClientBase, Pool } from 'pg';
import type { RegisterFilter } from './filter';
import { WITH_INSTANCE } from './kinds';
import { partsThere } from './parts';

type Db = Pool | ClientBase;

/** Entries of a block. Once it is full, it has its postings. */
export const POSTED = 1_024;
/** The term of all entries: a block that has it has all its postings. */
const ALL = 'all';
/** Blocks that are looked at first, and at most at once: most pages are full after a few. */
const [FIRST_BLOCKS, MOST_BLOCKS] = [4n, 1_024n];
/** Blocks whose postings are made at once: within a second or so, and far within the time that a statement has. */
const SLICE = 64;
/** Numbers of one page of candidates. */
const AT_ONCE = 1_000;

/**
 * The table: of each full block of the register, which of its entries have a term, as a bit for each. A term is what an entry
 * is found by: `kind=shared`, `purpose=contract/1`, `purpose=contract`, `recipient=bank`, `instance=kbc`, `actor=webshop`,
 * `field=email`. Postings are added once a block is full, and never changed. They are bits varying for what reads them alike;
 * block times 1,024 fits a bigint.
 */
export const POSTINGS = `
  create table register_postings (
    term text collate "C" not null,
    block bigint not null check (block >= 0 and block < 4503599627370496),
    entries bit varying(${POSTED}) not null check (length(entries) = ${POSTED}),
    primary key (term, block)
  )`;

/** The first block without postings, in SQL. Entries before it are found by postings, those from it on by themselves. */
export const FIRST_OPEN = `(select coalesce(max(block) + 1, 0) from register_postings where term = '${ALL}')`;
/** Number of full blocks, in SQL. */
export const FULL = `(select coalesce(max(n) + 1, 0) / ${POSTED} from register_entries)`;

/** The block before which an addition completes postings, in SQL: what is wanting beyond it is left to the next ones. */
export const PAST = `least(${FULL}, ${FIRST_OPEN} + ${SLICE})`;

/** As PostgreSQL escapes the entry's bytes, which it can of whatever they are. In canonical JSON the member before `kind`. */
const INSTANCE = `
  case when kind in ('${WITH_INSTANCE.join("', '")}')
       then substring(encode(bytes, 'escape') from '.*,"instance":"(([^"]|\\\\")*)","kind":"') end`;

/** Postings of blocks, of what the entries say. Many entries are alike: those are put together first. */
function made(where: string): string {
  return `
    select term, block, bit_or(entries)::bit varying as entries
      from (select block, entries, unnest(
              array['${ALL}', 'kind=' || kind, 'purpose=' || purpose, 'purpose=' || split_part(purpose, '/', 1),
                    'recipient=' || recipient, 'instance=' || instance, 'actor=' || actor]
              || array(select 'field=' || field from unnest(fields) field)) as term
              from (select n / ${POSTED} as block, kind, purpose, recipient, actor, fields, ${INSTANCE} as instance,
                           bit_or(set_bit(0::bit(${POSTED}), (n % ${POSTED})::int, 1)) as entries
                      from register_entries where ${where}
                     group by 1, 2, 3, 4, 5, 6, 7) alike) terms
     where term is not null group by term, block`;
}

/** The condition that an entry is of blocks. @param first, past numbers of blocks, in SQL */
function ofBlocks(first: string, past: string): string {
  return `n >= ${first} * ${POSTED} and n < ${past} * ${POSTED}`;
}

/** Adds the postings of blocks. @param first, past numbers of blocks, in SQL */
export function post(first: string, past: string): string {
  return `
    insert into register_postings (term, block, entries)
    ${made(ofBlocks(first, past))}
    on conflict do nothing`;
}

/**
 * Adds postings that are wanting, from their own head on: whoever added the entries, and whenever. As many as one statement
 * can; entries of the other blocks are read by themselves until then. By the tables' owner.
 */
export async function completePostings(tx: ClientBase): Promise<void> {
  const { rows } = await tx.query<{ first: string; past: string }>(
    `select ${FIRST_OPEN} as first, ${PAST} as past`,
  );
  const { first, past } = rows[0]!;
  if (BigInt(first) < BigInt(past)) await tx.query(post('$1::bigint', '$2::bigint'), [first, past]);
}

/** The number before which entries are found by postings. */
export async function postedBefore(db: Db): Promise<bigint> {
  const { rows } = await db.query<{ first: string }>(`select ${FIRST_OPEN} as first`);
  return BigInt(rows[0]!.first) * BigInt(POSTED);
}

/** Terms of a filter: an entry that it finds has one of each. Empty where there is nothing to narrow it by but its period. */
export function termsOf(filter: RegisterFilter): string[][] {
  const { kind, kinds, purpose, recipient, instance, field, anyField, actor } = filter;
  const named = (name: string, ...values: readonly string[]): string[] =>
    values.map(value => `${name}=${value}`);
  return [
    ...(kind === undefined ? [] : [named('kind', kind)]),
    ...(kinds ? [named('kind', ...kinds)] : []),
    ...(purpose === undefined ? [] : [named('purpose', purpose)]),
    ...(recipient === undefined ? [] : [named('recipient', recipient)]),
    ...(instance === undefined ? [] : [named('instance', escaped(instance))]),
    ...(field === undefined ? [] : [named('field', field)]),
    ...(anyField ? [named('field', ...anyField)] : []),
    ...(actor === undefined ? [] : [named('actor', actor)]),
  ];
}

/** A text as it stands in JSON, as PostgreSQL escapes its bytes. */
function escaped(text: string): string {
  return Buffer.from(JSON.stringify(text).slice(1, -1), 'utf8')
    .toString('latin1')
    .replaceAll('\\', '\\\\')
    .replace(/[\x80-\xff]/g, byte => `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

/**
 * Numbers of the entries that have one term of each group, in pages. Work is done for what is read: a few blocks first, then more
 * at a time. Of terms that no entry has together it is one row for each of them and 1,024 entries.
 * @param span numbers from `atLeast` on and below `before`, of posted entries
 */
export async function* postedNumbers(
  db: Db,
  groups: readonly (readonly string[])[],
  span: { readonly atLeast: bigint; readonly before: bigint },
  order: 'newest' | 'oldest',
): AsyncGenerator<string[]> {
  const newest = order === 'newest';
  const [first, past] = [span.atLeast / SIZE, (span.before + SIZE - 1n) / SIZE];
  let page: string[] = [];
  for (let [done, blocks] = [0n, FIRST_BLOCKS]; done < past - first;) {
    const left = past - first - done;
    const some = blocks < left ? blocks : left;
    const from = newest ? past - done - some : first + done;
    const { rows } = await db.query<{ block: string; entries: string }>(
      `select block, entries::text as entries from (${together(groups.length)}) posted
        where position(B'1' in entries) > 0 order by block ${newest ? 'desc' : 'asc'}`,
      [from, from + some, ...groups],
    );
    for (const { block, entries } of rows) {
      page.push(
        ...numbersIn(BigInt(block) * SIZE, entries, newest)
          .filter(n => isWithin(n, span))
          .map(String),
      );
      if (page.length < AT_ONCE) continue;
      yield page;
      page = [];
    }
    done += some;
    blocks = blocks * 4n < MOST_BLOCKS ? blocks * 4n : MOST_BLOCKS;
  }
  if (page.length > 0) yield page;
}

const SIZE = BigInt(POSTED);

/** Blocks from $1 on and before $2 that have one term of each group, and the entries that do. Groups are $3 and so on. */
function together(groups: number): string {
  const parts = Array.from(
    { length: groups },
    (_, i) =>
      `select block, bit_or(entries) as entries from register_postings
        where term = any($${i + 3}::text[]) and block >= $1 and block < $2 group by block`,
  );
  return `select block, bit_and(entries) as entries from (${parts.join(' union all ')}) parts
           group by block having count(*) = ${groups}`;
}

/** Numbers of the bits that are set. */
function numbersIn(first: bigint, bits: string, newest: boolean): bigint[] {
  const numbers: bigint[] = [];
  for (let at = bits.indexOf('1'); at >= 0; at = bits.indexOf('1', at + 1)) numbers.push(first + BigInt(at));
  return newest ? numbers.reverse() : numbers;
}

function isWithin(n: bigint, { atLeast, before }: { atLeast: bigint; before: bigint }): boolean {
  return n >= atLeast && n < before;
}

/** Blocks whose postings would hide an entry from who asks for it, or name one that is none. @param progress told of how far it is */
export async function blocksThatDiffer(db: Db, progress: (line: string) => void): Promise<bigint[]> {
  const { first, past } = await heads(db);
  const end = first < past ? first : past;
  const differ = new Set<string>();
  const stored = 'select term, block, entries from register_postings where block >= $1 and block < $2';
  const firstFrom = async (from: bigint): Promise<string | null> => {
    const { rows } = await db.query<{ first: string | null }>(
      `select least((select min(n) / ${POSTED} from register_entries where n >= $1::bigint * ${POSTED}),
                    (select min(block) from register_postings where term = '${ALL}' and block >= $1)) as first`,
      [from],
    );
    return rows[0]!.first;
  };
  for await (const [from, to] of partsThere(end, BigInt(SLICE), firstFrom)) {
    const { rows } = await db.query<{ block: string }>(
      `with made as materialized (${made(ofBlocks('$1::bigint', '$2::bigint'))})
       select block from ((${stored} except select * from made) union all (select * from made except ${stored})) other
        group by block order by block`,
      [from, to],
    );
    for (const { block } of rows) differ.add(block);
    progress(`postings of ${to} of ${end} blocks of the register`);
  }
  // What was completed meanwhile is before its head by now. Between the parts that are there, no block has a posting.
  const { rows } = await db.query<{ block: string }>(
    `select block from register_postings
      where block >= least(${FIRST_OPEN}, ${FULL})
         or block not in (select block from register_postings where term = '${ALL}')
      group by block order by block`,
  );
  for (const { block } of rows) differ.add(block);
  return [...differ].map(BigInt);
}

/** Full blocks without postings, where they are more than the next addition completes: their entries are read for every query. */
export async function blocksWanting(db: Db): Promise<{ first: bigint; past: bigint } | undefined> {
  const { first, past } = await heads(db);
  return first + BigInt(SLICE) < past ? { first, past } : undefined;
}

/** The first block without postings, and how many are full. */
async function heads(db: Db): Promise<{ first: bigint; past: bigint }> {
  const { rows } = await db.query<{ first: string; past: string }>(
    `select ${FIRST_OPEN} as first, ${FULL} as past`,
  );
  return { first: BigInt(rows[0]!.first), past: BigInt(rows[0]!.past) };
}
