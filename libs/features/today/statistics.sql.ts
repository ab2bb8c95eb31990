import type { Pool } from 'pg';
import type { Day } from '#libs/kernel';

export const MEASURES = ['day', 'kind', 'recipient'] as const;
export type Measure = (typeof MEASURES)[number];

export interface Sum {
  readonly day?: Day;
  readonly kind?: string;
  readonly recipient?: string;
  readonly entries: number;
}

const COLUMNS: Readonly<Record<Measure, string>> = {
  day: `to_char(day, 'YYYY-MM-DD') as day`,
  kind: 'kind',
  recipient: 'recipient',
};

/** Sums of entries in a period, both days included; by recipient only those that have one. */
export async function statistics(
  db: Pool,
  by: readonly Measure[],
  { from, to, kind }: { readonly from: Day; readonly to: Day; readonly kind?: string | undefined },
): Promise<Sum[]> {
  const columns = by.map(measure => COLUMNS[measure]).join(', ');
  const { rows } = await db.query<Sum & { readonly entries: string }>(
    `select ${columns}, sum(entries) as entries from statistics
      where day between $1 and $2 and ($3::text is null or kind = $3)${by.includes('recipient') ? " and recipient <> ''" : ''}
      group by ${by.join(', ')} order by ${by.join(', ')}`,
    [from, to, kind],
  );
  return rows.map(row => ({ ...row, entries: Number(row.entries) }));
}
