import type { ClientBase, Pool } from 'pg';
import { keyAfter, pageOf, type Day, type Page, type Uuid } from '#libs/kernel';
import type { ListedRequest, RequestPage } from './answers';
import type { RequestKind } from './codes';

const COLUMNS = `request, kind, channel, requester, subject, received, registered, status, identity, extended,
  to_char(due, 'YYYY-MM-DD') as due, to_char(unpaused, 'YYYY-MM-DD') as unpaused, outcome`;

/** Open requests by due date; those whose clock stands still, and those without one, come last. */
export async function openRequests(
  db: Pool | ClientBase,
  by: { readonly kind?: RequestKind | undefined; readonly dueBefore?: Day | undefined },
  page: Page,
): Promise<RequestPage> {
  const [due, request] = keyAfter(page.cursor, 'due', 'uuid');
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from requests
      where status <> 'closed'
        and ($1::date is null or (coalesce(due, 'infinity'::date), request) > ($1::date, $2::uuid))
        and ($3::text is null or kind = $3) and ($4::date is null or coalesce(due, 'infinity'::date) < $4::date)
      order by coalesce(due, 'infinity'::date), request limit $5`,
    [due, request, by.kind, by.dueBefore, page.limit + 1],
  );
  return listed(rows, page.limit, row => row.due ?? 'infinity');
}

/** Requests of one subject, oldest first. */
export async function requestsOf(db: Pool | ClientBase, subject: Uuid, page: Page): Promise<RequestPage> {
  const [received, request] = keyAfter(page.cursor, 'time', 'uuid');
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from requests
      where subject = $1 and ($2::timestamptz is null or (received, request) > ($2::timestamptz, $3::uuid))
      order by received, request limit $4`,
    [subject, received, request, page.limit + 1],
  );
  return listed(rows, page.limit, row => row.received.toISOString());
}

type Row = { received: Date; registered: Date } & {
  [K in Exclude<keyof ListedRequest, 'received' | 'registered'>]-?:
    Exclude<ListedRequest[K], undefined> | (undefined extends ListedRequest[K] ? null : never);
};

function listed(rows: readonly Row[], limit: number, key: (row: Row) => string): RequestPage {
  const shown = pageOf(rows, limit, row => [key(row), row.request]);
  const requests = shown.rows.map(({ received, registered, ...row }) => ({
    ...(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Omit<
      ListedRequest,
      'received' | 'registered'
    >),
    received: received.toISOString(),
    registered: registered.toISOString(),
  }));
  return { requests, ...(shown.next !== undefined && { next: shown.next }) };
}
