import type { Pool } from 'pg';
import type { Day } from '#libs/kernel';

/** What officers answer for, each with the condition under which it is open. */
const OPEN = {
  requests: `requests where status <> 'closed' and kind <> 'mail'`,
  matters: `matters where status = 'open'`,
  mediations: `mediations where status <> 'ended'`,
  orders: `orders where status in ('registered', 'approved')`,
  duties: `duties where status = 'open'`,
  breaches: 'breaches where not closed',
} as const;

export const COUNTED = Object.keys(OPEN) as (keyof typeof OPEN)[];

export interface Counted {
  /** Registered, and not erased as a whole. */
  readonly customers: number;
  /** Running services, by type. */
  readonly services: Readonly<Record<string, number>>;
  readonly open: Readonly<Record<keyof typeof OPEN, number>>;
}

/** How much there is, and how much of it waits. */
export async function countAll(db: Pool, today: Day): Promise<Counted> {
  const [customers, services, open] = await Promise.all([
    db.query<{ count: number }>('select count(*)::int as count from subject_records where erasure is null'),
    db.query<{ type: string; count: number }>(
      `select data ->> 'type' as type, count(*)::int as count from subject_facts
        where kind = 'service' and (not data ? 'endsOn' or data ->> 'endsOn' > $1) group by 1 order by 1`,
      [today],
    ),
    db.query<Counted['open']>(
      `select ${Object.entries(OPEN)
        .map(([name, rows]) => `(select count(*)::int from ${rows}) as ${name}`)
        .join(', ')}`,
    ),
  ]);
  return {
    customers: customers.rows[0]!.count,
    services: Object.fromEntries(services.rows.map(({ type, count }) => [type, count])),
    open: open.rows[0]!,
  };
}
