import type { ClientBase, Pool } from 'pg';
import { partsThere } from './parts';

/** Entries whose times are kept together: a period begins and ends within so many of a number. */
const SEGMENT = 4_096;
/** Segments that are compared at once. */
const AT_ONCE = 16n;
/** The segment after the last one that has an entry, in SQL. */
const PAST = `(select coalesce(max(n) / ${SEGMENT} + 1, 0) from register_entries)`;

/** The table: the earliest and the latest time of the entries of each segment. Times need not follow each other. */
export const TIMES = `
  create table register_times (
    segment bigint primary key check (segment >= 0),
    earliest timestamptz not null,
    latest timestamptz not null
  )`;

/**
 * Takes note of the times of entries that were added, from a number on.
 * @param first number, in SQL
 * @param past a number beyond the last, in SQL: of an open range the planner expects a third of the table
 */
export function noteTimes(first: string, past?: string): string {
  return `
    insert into register_times as t (segment, earliest, latest)
    select n / ${SEGMENT}, min(time), max(time) from register_entries where n >= ${first}${
      past === undefined ? '' : ` and n < ${past}`
    } group by 1
        on conflict (segment) do update
       set earliest = least(t.earliest, excluded.earliest), latest = greatest(t.latest, excluded.latest)`;
}

/**
 * Numbers between which all entries of a period are: a page of a period far back is found where it is, and not by going
 * through all that came since.
 * @param period `from` inclusive, `to` exclusive, `asOf` inclusive; RFC 3339
 * @returns numbers from `atLeast` on and below `before`; where there are none of the period, the two are the same
 */
export async function numbersOf(
  db: Pool | ClientBase,
  period: { readonly from?: string; readonly to?: string; readonly asOf?: string },
): Promise<{ readonly atLeast: bigint; readonly before: bigint }> {
  const { from = null, to = null, asOf = null } = period;
  const { rows } = await db.query<{ first: string | null; last: string | null }>({
    name: 'register-times',
    text: `select min(segment) as first, max(segment) as last from register_times
            where ($1::timestamptz is null or latest >= $1) and ($2::timestamptz is null or earliest < $2)
              and ($3::timestamptz is null or earliest <= $3)`,
    values: [from, to, asOf],
  });
  const [{ first, last }] = rows as [(typeof rows)[0]];
  if (first === null || last === null) return { atLeast: 0n, before: 0n };
  return { atLeast: BigInt(first) * BigInt(SEGMENT), before: (BigInt(last) + 1n) * BigInt(SEGMENT) };
}

/**
 * Segments whose times are not those of their entries: they would hide some from who asks for a period, or look for it too far.
 * @param progress told of how far it is
 */
export async function segmentsThatDiffer(
  db: Pool | ClientBase,
  progress: (line: string) => void,
): Promise<bigint[]> {
  const { rows: heads } = await db.query<{ past: string }>(`select ${PAST} as past`);
  const past = BigInt(heads[0]!.past);
  const differ: string[] = [];
  const firstFrom = async (from: bigint): Promise<string | null> => {
    const { rows } = await db.query<{ first: string | null }>(
      `select least((select min(n) / ${SEGMENT} from register_entries where n >= $1::bigint * ${SEGMENT}),
                    (select min(segment) from register_times where segment >= $1)) as first`,
      [from],
    );
    return rows[0]!.first;
  };
  for await (const [from, to] of partsThere(past, AT_ONCE, firstFrom)) {
    const { rows } = await db.query<{ segment: string }>(
      `select segment
         from (select n / ${SEGMENT} as segment, min(time) as earliest, max(time) as latest from register_entries
                where n between $1::bigint * ${SEGMENT} and ($2::bigint - 1) * ${SEGMENT} + ${SEGMENT - 1} group by 1) s
         full join (select * from register_times where segment >= $1 and segment < $2) t using (segment)
        where (t.earliest, t.latest) is distinct from (s.earliest, s.latest) order by 1`,
      [from, to],
    );
    differ.push(...rows.map(({ segment }) => segment));
    progress(`times of ${to} of ${past} segments of the register`);
  }
  const { rows } = await db.query<{ segment: string }>(
    `select segment from register_times where segment >= ${PAST} order by segment`,
  );
  return [...differ, ...rows.map(({ segment }) => segment)].map(BigInt);
}
