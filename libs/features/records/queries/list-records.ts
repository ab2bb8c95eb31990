import type { ClientBase, Pool } from 'pg';
import { DomainError, isUuid, type Uuid } from '#libs/kernel';

export interface ListedRecord {
  readonly subject: Uuid;
  readonly kind: string;
  readonly version: number;
  readonly registered: string;
  readonly updated: string;
  readonly restricted: boolean;
}

/** Records of subjects that were not erased, page by page, in the order of their ids: a page is neither repeated nor skipped, whatever is written meanwhile. */
export async function listRecords(
  db: Pool | ClientBase,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<{ readonly records: readonly ListedRecord[]; readonly next?: string }> {
  if (page.cursor !== undefined && !isUuid(page.cursor))
    throw new DomainError('invalid-request', { parameter: 'cursor' });
  const found = await db.query<
    Omit<ListedRecord, 'registered' | 'updated'> & { registered: Date; updated: Date }
  >(
    `select subject, kind, version, registered, updated,
            exists (select from subject_facts f where f.subject = r.subject and f.kind = 'restriction') as restricted
       from subject_records r
      where erasure is null and ($1::uuid is null or subject > $1)
      order by subject limit $2`,
    [page.cursor, page.limit + 1],
  );
  const records = found.rows.slice(0, page.limit).map(row => ({
    ...row,
    registered: row.registered.toISOString(),
    updated: row.updated.toISOString(),
  }));
  const last = records.at(-1);
  return found.rows.length > records.length && last ? { records, next: last.subject } : { records };
}
