import type { ClientBase } from 'pg';

/** The first entry in which a rebuilt register is not the live one, byte for byte; undefined when they are the same. */
export async function firstDifference(client: ClientBase, rebuilt: string): Promise<string | undefined> {
  const found = await client.query<{ n: string; what: string }>(
    `select coalesce(live.n, built.n) as n,
            case when built.n is null then 'is not in the rebuilt register'
                 when live.n is null then 'is not in the live register'
                 else 'has other bytes' end as what
       from public.register_entries live full join ${rebuilt}.register_entries built on built.n = live.n
      where live.bytes is distinct from built.bytes
      order by 1 limit 1`,
  );
  const [row] = found.rows;
  return row && `entry ${row.n} ${row.what}`;
}
