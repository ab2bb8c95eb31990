import type { ClientBase } from 'pg';

/** The first entry in which a rebuilt register is not the live one, byte for byte, or the first root of its tree; undefined when they are the same.
 * Where the rebuilt one has come further in the log it may have more at its end. */
export async function firstDifference(
  client: ClientBase,
  rebuilt: string,
  further = false,
): Promise<string | undefined> {
  const found = await client.query<{ n: string; what: string }>(
    `select coalesce(live.n, built.n) as n,
            case when built.n is null then 'is not in the rebuilt register'
                 when live.n is null then 'is not in the live register'
                 else 'has other bytes' end as what
       from public.register_entries live full join ${rebuilt}.register_entries built on built.n = live.n
      where live.bytes is distinct from built.bytes and not ($1 and live.n is null and built.n > (
              select coalesce(max(n), -1) from public.register_entries))
      order by 1 limit 1`,
    [further],
  );
  const [row] = found.rows;
  if (row) return `entry ${row.n} ${row.what}`;
  // A block whose root the live tree does not have yet is no difference: it gets it by the swap.
  const blocks = await client.query<{ level: number; n: string }>(
    `select live.level, live.n from public.register_tree live
       left join ${rebuilt}.register_tree built on built.level = live.level and built.n = live.n
      where built.hash is distinct from live.hash
      order by live.level, live.n limit 1`,
  );
  const [block] = blocks.rows;
  return block && `the root of block ${block.n} at level ${block.level} of the tree is another`;
}
