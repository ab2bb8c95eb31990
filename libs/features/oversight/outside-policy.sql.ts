import type { Pool } from 'pg';
import { Keyset, type Page } from '#libs/database';
import { addDuration, brusselsDay, type Day, type Uuid } from '#libs/kernel';

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
   order by since, l.subject limit $4`;

interface Row {
  readonly subject: Uuid;
  readonly since: Date;
  readonly expires: boolean;
}

const longestFirst = new Keyset<Row>({ since: 'time', subject: 'uuid' });

/** Subjects outside the policy: linked to no domain or login name for longer than `after`, the longest first. */
export async function outsidePolicy(
  db: Pool,
  now: Date,
  page: Page,
  after: string = UNLINKED_AFTER,
): Promise<{ readonly subjects: readonly OutsidePolicy[]; readonly next?: string }> {
  const [since, subject] = longestFirst.after(page);
  const { rows: found } = await db.query<Row>(OUTSIDE_POLICY, [
    addDuration(now, `-${after}`),
    since,
    subject,
    longestFirst.asked(page),
  ]);
  const { rows, ...next } = longestFirst.cut(found, page);
  const subjects = rows.map(({ subject: id, since: at, expires }) => ({
    subject: id,
    since: at.toISOString(),
    ...(expires && { until: brusselsDay(addDuration(at, EXPIRES_AFTER)) }),
  }));
  return { subjects, ...next };
}
