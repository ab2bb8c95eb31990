import type { ClientBase, Pool } from 'pg';
import { keyAfter, pageOf, type Day, type Page, type Uuid } from '#libs/kernel';

export interface ListedMatter {
  readonly matter: Uuid;
  readonly mailbox: string;
  readonly form: string;
  readonly opened: string;
  readonly latest: Day;
  readonly status: string;
  readonly ended?: string;
  readonly outcome?: string;
  readonly into?: { readonly kind: string; readonly id: Uuid };
}

interface Row {
  matter: Uuid;
  mailbox: string;
  form: string;
  opened: Date;
  latest: string;
  status: string;
  ended: Date | null;
  outcome: string | null;
  into_kind: string | null;
  into_id: string | null;
}

const COLUMNS = `matter, mailbox, form, opened, to_char(latest, 'YYYY-MM-DD') as latest, status, ended, outcome,
  into_kind, into_id`;

// A name alone would mean the text that is answered, which no index is in the order of.
const OPEN_MATTERS = `
  select ${COLUMNS} from matters m
   where status = 'open' and ($1::text is null or mailbox = $1)
     and ($2::date is null or (m.latest, m.matter) > ($2::date, $3::uuid))
   order by m.latest, m.matter limit $4`;

const ENDED_MATTERS = `
  select ${COLUMNS} from matters m
   where status = 'ended' and ($1::text is null or mailbox = $1)
     and ($2::timestamptz is null or (ended, matter) < ($2::timestamptz, $3::uuid))
   order by m.ended desc, m.matter desc limit $4`;

/** Open matters by their latest date, or ended ones, the last one first. No personal value is in it. */
export async function listMatters(
  db: Pool | ClientBase,
  by: { readonly status: 'open' | 'ended'; readonly mailbox?: string | undefined },
  page: Page,
): Promise<{ readonly matters: readonly ListedMatter[]; readonly next?: string }> {
  const open = by.status === 'open';
  const [key, matter] = keyAfter(page.cursor, open ? 'text' : 'time', 'uuid');
  const { rows } = await db.query<Row>(open ? OPEN_MATTERS : ENDED_MATTERS, [
    by.mailbox,
    key,
    matter,
    page.limit + 1,
  ]);
  const found = pageOf(rows, page.limit, row => [open ? row.latest : row.ended!.toISOString(), row.matter]);
  return {
    matters: found.rows.map(listed),
    ...(found.next !== undefined && { next: found.next }),
  };
}

function listed({ opened, ended, outcome, into_kind: kind, into_id: id, ...row }: Row): ListedMatter {
  return {
    ...row,
    opened: opened.toISOString(),
    ...(ended && { ended: ended.toISOString() }),
    ...(outcome !== null && { outcome }),
    ...(kind !== null && id !== null && { into: { kind, id } }),
  };
}
