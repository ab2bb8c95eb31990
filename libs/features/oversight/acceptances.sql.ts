import type { Pool } from 'pg';
import { Keyset, type Page } from '#libs/database';
import type { Day, Uuid } from '#libs/kernel';

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

const bySubject = new Keyset<Acceptance>({ subject: 'uuid' });

/**
 * Who accepted a version of a document, or who has yet to (P02, P21): of the policy everybody, of an extension's terms
 * who has a name under it.
 */
export async function acceptances(
  db: Pool,
  by: {
    readonly document: string;
    readonly version: string;
    readonly state: 'accepted' | 'outstanding';
    /** The extensions' whose terms they are. */
    readonly extension: string | undefined;
  },
  page: Page,
): Promise<{ readonly subjects: readonly Acceptance[]; readonly next?: string }> {
  const [subject] = bySubject.after(page);
  const values = [by.document, by.version, subject, bySubject.asked(page)];
  const { rows: found } =
    by.state === 'accepted'
      ? await db.query<Acceptance>(ACCEPTED, values)
      : await db.query<Acceptance>(OUTSTANDING, [...values, by.extension]);
  const { rows, ...next } = bySubject.cut(found, page);
  return { subjects: rows, ...next };
}
