import { RegisterTree, rootOf } from '#libs/register';
import { partsThere } from '#libs/register/postgres';
import type { Check } from '../check';
import { Tally } from '../findings';
import type { World } from '../world';

const BLOCK = 256;
/** Blocks that are made at once. */
const AT_ONCE = 256n;

/**
 * The register's tree (RFC 9162) made again from its entries' hashes: each stored root of a full block is that of what is
 * below it, none is of something that is not there, and none is wanting below one that is there.
 */
export const tree: Check = {
  name: 'tree',
  async run(world) {
    const tally = new Tally();
    let below = Number(await new RegisterTree(world.service).size());
    for (let level = 1, more = true; more; level++) {
      const full = Math.floor(below / BLOCK);
      const { count, next } = await stored(world, level);
      const past = Math.min(full, next);
      let seen = 0;
      for await (const part of partsThere(BigInt(past), AT_ONCE, from => firstFrom(world, level, from))) {
        const [from, to] = part.map(Number) as [number, number];
        missing(tally, level, seen, from);
        await compare(world, tally, level, from, to);
        seen = to;
      }
      missing(tally, level, seen, past);
      if (next > full)
        tally.add('tree-altered', `level ${level}, blocks ${full} to ${next - 1}`, next - full);
      more = count > 0 || full > 0;
      below = full;
      if (!more) for (const place of await above(world, level)) tally.add('tree-altered', place);
    }
    return tally.findings();
  },
};

/** The first block from another on that has a root or something below it; null where there is none. */
async function firstFrom({ service }: World, level: number, from: bigint): Promise<string | null> {
  const { rows } = await service.query<{ first: string | null }>(
    `select least((select min(n) from register_tree where level = $1 and n >= $2),
                  (select min(n) / ${BLOCK} from ${level === 1 ? 'register_entries where true' : 'register_tree where level = $1 - 1'}
                    and n >= $2::bigint * ${BLOCK})) as first`,
    [level, from],
  );
  return rows[0]!.first;
}

function missing(tally: Tally, level: number, from: number, to: number): void {
  if (from < to) tally.add('tree-missing', `level ${level}, blocks ${from} to ${to - 1}`, to - from);
}

async function stored({ service }: World, level: number): Promise<{ count: number; next: number }> {
  const { rows } = await service.query<{ count: string; next: string }>(
    'select count(*) as count, coalesce(max(n) + 1, 0) as next from register_tree where level = $1',
    [level],
  );
  return { count: Number(rows[0]!.count), next: Number(rows[0]!.next) };
}

/** Roots at levels at which a tree of this size has none. */
async function above({ service }: World, level: number): Promise<string[]> {
  const { rows } = await service.query<{ level: number; n: string }>(
    'select level, n from register_tree where level > $1 order by level, n limit 1000',
    [level],
  );
  return rows.map(row => `level ${row.level}, block ${row.n}`);
}

async function compare(
  { service }: World,
  tally: Tally,
  level: number,
  from: number,
  to: number,
): Promise<void> {
  const roots = new Map(
    (
      await service.query<{ n: string; hash: Buffer }>(
        'select n, hash from register_tree where level = $1 and n >= $2 and n < $3',
        [level, from, to],
      )
    ).rows.map(({ n, hash }) => [Number(n), hash]),
  );
  const { rows } = await service.query<{ n: string; hash: Buffer }>(
    level === 1
      ? 'select n, leaf_hash as hash from register_entries where n >= $1 and n < $2 order by n'
      : 'select n, hash from register_tree where n >= $1 and n < $2 and level = $3 order by n',
    level === 1 ? [from * BLOCK, to * BLOCK] : [from * BLOCK, to * BLOCK, level - 1],
  );
  const hashes = new Map<number, Buffer[]>();
  for (const { n, hash } of rows) {
    const block = Math.floor(Number(n) / BLOCK);
    const made = hashes.get(block);
    if (made) made.push(hash);
    else hashes.set(block, [hash]);
  }
  for (let n = from; n < to; n++) {
    const [root, made] = [roots.get(n), hashes.get(n) ?? []];
    const where = `level ${level}, block ${n}: entries from ${BigInt(n) * BigInt(BLOCK) ** BigInt(level)} on`;
    if (!root) tally.add('tree-missing', where);
    else if (made.length !== BLOCK || !rootOf(Buffer.concat(made)).equals(root))
      tally.add('tree-altered', where);
  }
}
