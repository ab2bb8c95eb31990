import type { ClientBase, Pool } from 'pg';
import { keyAfter, pageOf, type Page, type Uuid } from '#libs/kernel';

/** One sharing: who received which version of which fields, when and why (Art. 15(1)(c), 19). */
export interface ListedSharing {
  readonly sharing: Uuid;
  readonly at: string;
  readonly recipient: string;
  readonly instance?: string;
  readonly purpose: string;
  readonly basis: string;
  readonly transferGround?: string;
  readonly link?: Uuid;
  readonly versions: Readonly<Record<string, number>>;
  /** Why it did not arrive. */
  readonly failed?: string;
}

/** Sharings of a subject's data, newest first. */
export async function sharingsOfSubject(
  db: Pool | ClientBase,
  subject: Uuid,
  page: Page,
): Promise<{ readonly sharings: readonly ListedSharing[]; readonly next?: string }> {
  const [at, sharing] = keyAfter(page.cursor, 'time', 'uuid');
  const { rows } = await db.query<Omit<ListedSharing, 'at'> & { at: Date }>(
    `select sharing, at, recipient, instance, purpose, basis, transfer_ground as "transferGround", link, versions, failed
       from subject_sharings
      where subject = $1 and ($2::timestamptz is null or (at, sharing) < ($2::timestamptz, $3::uuid))
      order by at desc, sharing desc limit $4`,
    [subject, at, sharing, page.limit + 1],
  );
  const found = pageOf(rows, page.limit, row => [row.at.toISOString(), row.sharing]);
  const sharings = found.rows.map(
    row => present({ ...row, at: row.at.toISOString() }) as unknown as ListedSharing,
  );
  return { sharings, ...(found.next !== undefined && { next: found.next }) };
}

/** A subject whose data a recipient received in a period. */
export interface SubjectOfRecipient {
  readonly subject: Uuid;
  readonly sharings: number;
  readonly first: string;
  readonly last: string;
}

const SUBJECTS_OF_RECIPIENT = `
  select subject, count(*)::int as sharings, min(at) as first, max(at) as last
    from subject_sharings
   where recipient = $1 and ($2::text is null or instance = $2)
     and at >= coalesce($3::timestamptz, '-infinity') and at < coalesce($4::timestamptz, 'infinity')
     and failed is null and ($5::uuid is null or subject > $5::uuid)
   group by subject order by subject limit $6`;

/** Subjects of whom a recipient received data in a period, by pseudonym. What did not arrive does not count. */
export async function subjectsOfRecipient(
  db: Pool | ClientBase,
  by: {
    readonly recipient: string;
    readonly instance?: string | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
  },
  page: Page,
): Promise<{ readonly subjects: readonly SubjectOfRecipient[]; readonly next?: string }> {
  const [subject] = keyAfter(page.cursor, 'uuid');
  const { rows } = await db.query<{ subject: Uuid; sharings: number; first: Date; last: Date }>(
    SUBJECTS_OF_RECIPIENT,
    [by.recipient, by.instance, by.from, by.to, subject, page.limit + 1],
  );
  const found = pageOf(rows, page.limit, row => [row.subject]);
  const subjects = found.rows.map(row => ({
    ...row,
    first: row.first.toISOString(),
    last: row.last.toISOString(),
  }));
  return { subjects, ...(found.next !== undefined && { next: found.next }) };
}

function present(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
