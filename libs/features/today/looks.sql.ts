import type { Pool } from 'pg';
import { Keyset, type Page, type PageOf } from '#libs/database';
import type { Entry } from '#libs/register';
import { candidates, isCandidate } from '#libs/register/postgres';

/** Looks of one person in a day from which on they stand out. */
export const MANY_LOOKS = 50;
/** Hours in Brussels that are night: from the first until before the second. */
const NIGHT = { from: 22, until: 6 } as const;

/** Why looks of one person stand out. */
export const STANDING_OUT = ['many', 'at-night', 'without-request'] as const;

export interface StandingOut {
  readonly why: (typeof STANDING_OUT)[number];
  readonly actor: string;
  readonly role: string;
  readonly looks: number;
}

/** People, not services: those look because somebody's program asks. A person's actor is a pseudonym, a UUID. */
export const PEOPLE = ['staff', 'privacy-officer', 'auditor'] as const;
const PSEUDONYM = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/**
 * Looks of a period, and requests of whom they were at. A request stands at a look from when it is registered for the subject,
 * or linked to it, if only afterwards (a look may come just before what it is for is put on record), until it is closed.
 */
const LOOKS = `
  with looks as materialized (
    select n, time, subject, actor, convert_from(bytes, 'UTF8')::jsonb #>> '{actor,role}' as role,
           coalesce(purpose like 'data-subject-request/%', false) and subject is not null as asked
      from register_entries
     where kind in ('looked', 'searched') and ${isCandidate(1)} and time >= $4 and time < $5 and actor ~ $6
  ), requests as materialized (
    select r.subject, r.kind, r.n, convert_from(r.bytes, 'UTF8')::jsonb #>> '{about,request}' as request
      from register_entries r
     where r.subject in (select subject from looks where asked)
       and r.kind in ('request-registered', 'request-linked', 'request-closed')
  )`;

const HOUR = `extract(hour from l.time at time zone 'Europe/Brussels')`;

/** Which of them stand out by each reason, in SQL. */
const WHICH: Readonly<Record<StandingOut['why'], string>> = {
  many: 'true',
  'at-night': `(${HOUR} >= ${NIGHT.from} or ${HOUR} < ${NIGHT.until})`,
  'without-request': `(asked and not exists (
    select 1 from requests r where r.subject = l.subject and r.kind <> 'request-closed' and not exists (
      select 1 from requests c
       where c.subject = r.subject and c.request = r.request and c.kind = 'request-closed' and c.n < l.n)))`,
};

const COUNTED = `${LOOKS}
  select actor, role, ${STANDING_OUT.map(
    why => `(count(*) filter (where ${WHICH[why]}))::int as "${why}"`,
  ).join(', ')}
    from looks l where role = any($7) group by actor, role order by actor, role`;

/** `from` inclusive, `to` exclusive; RFC 3339. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 24 * 3_600_000;

/** The last 24 hours; what was done at this very millisecond is in them. */
export function lastDay(now: Date): Period {
  return {
    from: new Date(now.getTime() - DAY_MS).toISOString(),
    to: new Date(now.getTime() + 1).toISOString(),
  };
}

async function among(db: Pool, period: Period): Promise<readonly unknown[]> {
  const { numbers, atLeast, before } = await candidates(db, { kinds: ['looked', 'searched'], ...period });
  return [numbers, atLeast, before, period.from, period.to, PSEUDONYM];
}

/**
 * Looks that an officer wants to know the reason of, of all that were made in a period: many by one person, at night in
 * Brussels, and for a data-subject request of somebody who had none.
 */
export async function looksThatStandOut(db: Pool, period: Period): Promise<StandingOut[]> {
  const { rows } = await db.query<
    Record<StandingOut['why'], number> & { readonly actor: string; readonly role: string }
  >(COUNTED, [...(await among(db, period)), PEOPLE]);
  return rows.flatMap(row => {
    const { actor, role } = row;
    const counted = { ...row, many: row.many >= MANY_LOOKS ? row.many : 0 };
    return STANDING_OUT.filter(why => counted[why] > 0).map(why => ({
      why,
      actor,
      role,
      looks: counted[why],
    }));
  });
}

interface Numbered {
  readonly n: string;
  readonly bytes: Buffer;
}

const newestFirst = new Keyset<Numbered>({ n: 'number' }, 'desc');

/** The entries of the looks that one of these numbers counts, newest first. */
export async function looksBehind(
  db: Pool,
  { why, actor, role }: Omit<StandingOut, 'looks'>,
  period: Period,
  page: Page,
): Promise<PageOf<{ readonly n: string; readonly entry: Entry }>> {
  const [after] = newestFirst.after(page);
  const { rows: found } = await db.query<Numbered>(
    `${LOOKS}
     select n, (select e.bytes from register_entries e where e.n = l.n) as bytes
       from looks l
      where actor = $7 and role = $8 and ${WHICH[why]} and ($9::bigint is null or n < $9::bigint)
      order by n desc limit $10`,
    [...(await among(db, period)), actor, role, after, newestFirst.asked(page)],
  );
  const { rows, ...next } = newestFirst.cut(found, page);
  const entryOf = (bytes: Buffer): Entry => JSON.parse(bytes.toString('utf8')) as Entry;
  return { rows: rows.map(({ n, bytes }) => ({ n, entry: entryOf(bytes) })), ...next };
}

/** How much processing was refused in a period (P03, P04, P07, P14). */
export async function refusalsIn(db: Pool, period: Period): Promise<number> {
  const { numbers, atLeast, before } = await candidates(db, { kind: 'refused', ...period });
  const { rows } = await db.query<{ refusals: number }>(
    `select count(*)::int as refusals from register_entries
      where kind = 'refused' and ${isCandidate(1)} and time >= $4 and time < $5`,
    [numbers, atLeast, before, period.from, period.to],
  );
  return rows[0]!.refusals;
}
