import type { ClientBase, Pool } from 'pg';
import { addDuration, brusselsDay, keyAfter, pageOf, type Day, type Page, type Uuid } from '#libs/kernel';

type Db = Pool | ClientBase;

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

/** Subjects outside the policy: linked to no domain or login name for longer than `after`, the longest first. */
export async function outsidePolicy(
  db: Db,
  now: Date,
  page: Page,
  after: string = UNLINKED_AFTER,
): Promise<{ readonly subjects: readonly OutsidePolicy[]; readonly next?: string }> {
  const [since, subject] = keyAfter(page.cursor, 'time', 'uuid');
  const { rows } = await db.query<{ subject: Uuid; since: Date; expires: boolean }>(OUTSIDE_POLICY, [
    addDuration(now, `-${after}`),
    since,
    subject,
    page.limit + 1,
  ]);
  const found = pageOf(rows, page.limit, row => [row.since.toISOString(), row.subject]);
  const subjects = found.rows.map(({ subject: id, since: at, expires }) => ({
    subject: id,
    since: at.toISOString(),
    ...(expires && { until: brusselsDay(addDuration(at, EXPIRES_AFTER)) }),
  }));
  return { subjects, ...(found.next !== undefined && { next: found.next }) };
}

export interface Acceptance {
  readonly subject: Uuid;
  /** Day on which it was accepted; absent for who has yet to. */
  readonly on?: Day;
}

/** The policy is accepted at registration too, which the record itself says. */
const ACCEPTED = `
  select subject, min("on") as "on" from (
    (select subject, data ->> 'on' as "on" from subject_facts
      where kind = 'document' and id = $1 || ' ' || $2 and ($3::uuid is null or subject > $3::uuid)
      order by subject limit $4)
    union all
    (select subject, to_char(registered at time zone 'Europe/Brussels', 'YYYY-MM-DD') from subject_records
      where $1 = 'policy' and policy = $2 and ($3::uuid is null or subject > $3::uuid)
      order by subject limit $4)) a
  group by subject order by subject limit $4`;

const OUTSTANDING = `
  select r.subject from subject_records r
   where ($3::uuid is null or r.subject > $3::uuid)
     and not ($1 = 'policy' and r.policy = $2)
     and not exists (select 1 from subject_facts f
       where f.subject = r.subject and f.kind = 'document' and f.id = $1 || ' ' || $2)
     and ($5::text is null or exists (select 1 from subject_facts d
       where d.subject = r.subject and d.kind = 'domain' and d.data ->> 'extension' = $5))
   order by r.subject limit $4`;

/**
 * Who accepted a version of a document, or who has yet to (P02, P21): of the policy everybody, of an extension's terms
 * who has a name under it.
 */
export async function acceptances(
  db: Db,
  by: {
    readonly document: string;
    readonly version: string;
    readonly state: 'accepted' | 'outstanding';
    /** The extensions' whose terms they are. */
    readonly extension: string | undefined;
  },
  page: Page,
): Promise<{ readonly subjects: readonly Acceptance[]; readonly next?: string }> {
  const [subject] = keyAfter(page.cursor, 'uuid');
  const values = [by.document, by.version, subject, page.limit + 1];
  const { rows } =
    by.state === 'accepted'
      ? await db.query<Acceptance>(ACCEPTED, values)
      : await db.query<Acceptance>(OUTSTANDING, [...values, by.extension]);
  const found = pageOf(rows, page.limit, row => [row.subject]);
  return { subjects: found.rows, ...(found.next !== undefined && { next: found.next }) };
}
