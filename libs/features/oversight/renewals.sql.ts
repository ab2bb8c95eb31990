import type { Pool } from 'pg';
import { Keyset, type Page } from '#libs/database';
import type { Day, Uuid } from '#libs/kernel';

/** A running service with the day on which it is to be renewed. */
export interface Renewal {
  readonly service: Uuid;
  readonly subject: Uuid;
  readonly type: string;
  readonly link?: Uuid;
  readonly renewsOn: Day;
  /** When the customer was last contacted about a renewal of it. */
  readonly contacted?: string;
}

/** Services that run and are renewed in a period, both days included. */
const UP_FOR_RENEWAL = `
    from subject_facts f
   where f.kind = 'service' and f.data ? 'renewsOn' and not f.data ? 'endsOn'
     and f.data ->> 'renewsOn' >= $1 and f.data ->> 'renewsOn' <= $2`;

const PAGE_OF_THEM = `
  select f.id as service, f.subject, f.data ->> 'type' as type, f.data ->> 'link' as link, f.data ->> 'renewsOn' as "renewsOn"
    ${UP_FOR_RENEWAL}
     and ($3::text is null or (f.data ->> 'renewsOn', f.id) > ($3::text, $4::text))
   order by f.data ->> 'renewsOn', f.id limit $5`;

const CONTACTED = `
  select convert_from(bytes, 'UTF8')::jsonb -> 'about' ->> 'service' as service, max(time) as contacted
    from register_entries where subject = any($1::uuid[]) and kind = 'renewal-contact' group by 1`;

type Row = Omit<Renewal, 'link' | 'contacted'> & { readonly link: Uuid | null };

const firstDayFirst = new Keyset<Row>({ renewsOn: 'day', service: 'uuid' });

/** Services up for renewal in a period, both days included, the first first. */
export async function renewals(
  db: Pool,
  { from, to }: { readonly from: Day; readonly to: Day },
  page: Page,
): Promise<{ readonly renewals: readonly Renewal[]; readonly next?: string }> {
  const [day, service] = firstDayFirst.after(page);
  const { rows: found } = await db.query<Row>(PAGE_OF_THEM, [
    from,
    to,
    day,
    service,
    firstDayFirst.asked(page),
  ]);
  const { rows, ...next } = firstDayFirst.cut(found, page);
  const contacts = await db.query<{ service: Uuid; contacted: Date }>(CONTACTED, [
    [...new Set(rows.map(({ subject }) => subject))],
  ]);
  const contacted = new Map(contacts.rows.map(each => [each.service, each.contacted.toISOString()]));
  const all = rows.map(({ link, ...row }) => {
    const at = contacted.get(row.service);
    return { ...row, ...(link !== null && { link }), ...(at !== undefined && { contacted: at }) };
  });
  return { renewals: all, ...next };
}

/** How many of them there are. */
export async function countRenewals(
  db: Pool,
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<number> {
  const { rows } = await db.query<{ count: number }>(`select count(*)::int as count ${UP_FOR_RENEWAL}`, [
    from,
    to,
  ]);
  return rows[0]!.count;
}
