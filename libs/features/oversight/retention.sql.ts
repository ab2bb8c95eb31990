import type { Pool } from 'pg';
import { RETENTION_TIMERS } from '#libs/features/erasure';
import { addDays, addDuration, brusselsDay, dayOver, type Day, type Uuid } from '#libs/kernel';
import { EXPIRES_AFTER } from './outside-policy.sql';

/** A subject of whom something may be kept no longer by a day. */
export interface Ending {
  readonly subject: Uuid;
  /** The first day on which somebody looks. */
  readonly from: Day;
  /** The day on which it expires, if it is linked to nothing until then (P05). */
  readonly expires?: { readonly on: Day; readonly after: string };
}

const ENDING = `
  select subject, min(due) as due, min(since) as since from (
    select key::uuid as subject, due, null::timestamptz as since from timers
     where name = any($1::text[]) and due < $2 and ($4::text is null or key > $4)
    union all
    select l.subject, null, since from subject_links l
     where links = 0 and since < $3 and ($4::text is null or l.subject > $4::uuid)
       and not exists (select from subject_facts f where f.subject = l.subject and f.kind = 'service')) found
   group by subject order by subject limit $5`;

/** Subjects of whom something may be kept no longer by a day, in the order of their pseudonyms, after one of them. */
export async function endingBy(
  db: Pool,
  until: Day,
  today: Day,
  page: { readonly after?: Uuid | undefined; readonly limit: number },
): Promise<Ending[]> {
  const end = dayOver(until);
  const { rows } = await db.query<{ subject: Uuid; due: Date | null; since: Date | null }>(ENDING, [
    RETENTION_TIMERS,
    end,
    addDuration(end, `-${EXPIRES_AFTER}`),
    page.after,
    page.limit,
  ]);
  return rows.map(({ subject, due, since }) => {
    const on = since && addDays(brusselsDay(addDuration(since, EXPIRES_AFTER)), 1);
    const days = [due && brusselsDay(due), on].flatMap(day => day ?? []).sort();
    const first = days.at(0) ?? today;
    return {
      subject,
      from: first < today ? today : first,
      ...(on && { expires: { on, after: EXPIRES_AFTER } }),
    };
  });
}
