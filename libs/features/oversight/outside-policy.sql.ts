import type { Pool } from 'pg';
import { Keyset, type Page } from '#libs/database';
import { addDuration, brusselsDay, dayOver, type Day, type Uuid } from '#libs/kernel';

/** How long a subject may have neither domain nor login name (P05). The policy names no time: the controller's decision. */
export const UNLINKED_AFTER = 'P30D';
/** How long until its data expires, if it never had a service either: one with services has their ends (P22). */
export const EXPIRES_AFTER = 'P90D';

export interface OutsidePolicy {
  readonly subject: Uuid;
  /** Since when it has had neither. */
  readonly since: string;
  /** Last day before its data expires; absent where a service needs it, or did. */
  readonly until?: Day;
}

const OUTSIDE_POLICY = `
  select l.subject, since, service is null as expires
    from subject_links l
    left join lateral (
      select f.id as service from subject_facts f where f.subject = l.subject and f.kind = 'service' limit 1) s on true
   where links = 0 and since < $1 and ($2::timestamptz is null or (since, l.subject) > ($2::timestamptz, $3::uuid))
     and (service is null or not $5)
   order by since, l.subject limit $4`;

/** All who have neither; or of those the ones whom no service keeps. */
export type Which = 'all' | 'expiring';

interface Row {
  readonly subject: Uuid;
  readonly since: Date;
  readonly expires: boolean;
}

const longestFirst = new Keyset<Row>({ since: 'time', subject: 'uuid' });

/**
 * Subjects outside the policy: linked to no domain or login name for longer than `after`, the longest first.
 * @param which `expiring`: those alone whose data expires
 */
export async function outsidePolicy(
  db: Pool,
  now: Date,
  page: Page,
  { after = UNLINKED_AFTER, which = 'all' }: { after?: string; which?: Which } = {},
): Promise<{ readonly subjects: readonly OutsidePolicy[]; readonly next?: string }> {
  const [since, subject] = longestFirst.after(page);
  const { rows: found } = await db.query<Row>(OUTSIDE_POLICY, [
    addDuration(now, `-${after}`),
    since,
    subject,
    longestFirst.asked(page),
    which === 'expiring',
  ]);
  const { rows, ...next } = longestFirst.cut(found, page);
  const subjects = rows.map(({ subject: id, since: at, expires }) => ({
    subject: id,
    since: at.toISOString(),
    ...(expires && { until: brusselsDay(addDuration(at, EXPIRES_AFTER)) }),
  }));
  return { subjects, ...next };
}

/** How many people expire, by their last day. */
export interface ExpiringOn {
  readonly day: Day;
  readonly count: number;
}

const EXPIRING = `
  select to_char((since at time zone 'UTC' + $1::interval) at time zone 'UTC' at time zone 'Europe/Brussels', 'YYYY-MM-DD') as day,
         count(*)::int as count
    from subject_links l
   where links = 0 and since < $2
     and not exists (select from subject_facts f where f.subject = l.subject and f.kind = 'service')
   group by 1 order by 1`;

/** Of all whose last day is no later than `until`: the first day first. */
export async function expiringByDay(db: Pool, until: Day): Promise<ExpiringOn[]> {
  const before = addDuration(dayOver(until), `-${EXPIRES_AFTER}`);
  return (await db.query<ExpiringOn>(EXPIRING, [EXPIRES_AFTER, before])).rows;
}
