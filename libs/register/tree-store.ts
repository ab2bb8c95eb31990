import type { ClientBase, Pool } from 'pg';
import {
  BLOCK,
  consistencySpans,
  inclusionSpans,
  nodesOf,
  rootOf,
  spanHash,
  type Span,
  type TreeNode,
} from './tree';
import type { RegisterWriting } from './writing';

type Db = Pool | ClientBase;

/** Blocks whose roots are made at once: two megabytes of hashes. */
const AT_ONCE = 256n;

/** Bytes of a hash. */
const HASH = 32;

const LEAVES =
  "select string_agg(leaf_hash, ''::bytea order by n) as hashes from register_entries where n >= $1 and n < $2";
const NODES =
  "select string_agg(hash, ''::bytea order by n) as hashes from register_tree where level = $3 and n >= $1 and n < $2";

interface Row {
  readonly n: string;
  readonly hash: Buffer;
}

/** The tree lacks a hash that its size says is there: the register was damaged, and nothing is said of it. */
export class TreeDamaged extends Error {
  override readonly name = 'TreeDamaged';
}

/**
 * Makes the roots of the blocks that are full and have none yet, from its own head on: whoever added the entries, and
 * whenever. Called where entries are added, in their transaction.
 * @param size number of entries
 * @param blocks how many blocks of 256 entries have their root
 */
export async function completeTree(
  tx: ClientBase,
  by: RegisterWriting,
  size: bigint,
  blocks: bigint,
): Promise<void> {
  if ((blocks + 1n) * BLOCK > size) return;
  for (let level = 1, hashes = size, done = blocks; hashes >= BLOCK; level++) {
    if (level > 1) done = await nodeCount(tx, level);
    const full = hashes / BLOCK;
    for (let from = done; from < full; from += AT_ONCE) {
      const to = from + AT_ONCE < full ? from + AT_ONCE : full;
      const below = await hashesOf(tx, level - 1, from * BLOCK, to * BLOCK);
      const roots: Buffer[] = [];
      for (let i = 0; i < below.length; i += Number(BLOCK))
        roots.push(rootOf(below.slice(i, i + Number(BLOCK))));
      await by.roots(tx, level, from, Buffer.concat(roots));
    }
    hashes = full;
  }
}

/** How many full blocks have their root at a level. */
async function nodeCount(db: Db, level: number): Promise<bigint> {
  const { rows } = await db.query<{ next: string }>(
    'select coalesce(max(n) + 1, 0) as next from register_tree where level = $1',
    [level],
  );
  return BigInt(rows[0]!.next);
}

/** @throws TreeDamaged when one is not there */
async function hashesOf(db: Db, level: number, from: bigint, to: bigint): Promise<Buffer[]> {
  const { rows } = await db.query<{ hashes: Buffer | null }>(
    level === 0
      ? { name: 'register-leaves', text: LEAVES, values: [from, to] }
      : { name: 'register-roots', text: NODES, values: [from, to, level] },
  );
  const hashes = rows[0]!.hashes ?? Buffer.alloc(0);
  const count = hashes.length / HASH;
  if (BigInt(count) !== to - from)
    throw new TreeDamaged(`${count} hashes of level ${level} from ${from} to ${to}`);
  return Array.from({ length: count }, (_, i) => hashes.subarray(i * HASH, (i + 1) * HASH));
}

/** The register as a tree (RFC 9162). Every answer is of a size that the caller names: entries that come meanwhile change none. */
export class RegisterTree {
  constructor(private readonly db: Db) {}

  /** Number of entries now. */
  async size(): Promise<bigint> {
    const { rows } = await this.db.query<{ size: string }>(
      'select coalesce(max(n) + 1, 0) as size from register_entries',
    );
    return BigInt(rows[0]!.size);
  }

  /** Root of the tree of the first `size` entries. */
  async root(size: bigint): Promise<Buffer> {
    return (await this.hashes([{ from: 0n, to: size }]))[0]!;
  }

  /** Inclusion proof of entry `n` (RFC 9162 section 2.1.3), with root and leaf. */
  async inclusion(n: bigint, size: bigint): Promise<{ root: Buffer; leaf: Buffer; proof: Buffer[] }> {
    const path = inclusionSpans(n, size);
    const [root, leaf, ...proof] = await this.hashes([
      { from: 0n, to: size },
      { from: n, to: n + 1n },
      ...path,
    ]);
    return { root: root!, leaf: leaf!, proof };
  }

  /** Inclusion proofs of many entries, in their order. What they have in common is read and hashed once. */
  async inclusions(numbers: readonly bigint[], size: bigint): Promise<Buffer[][]> {
    const paths = numbers.map(n => inclusionSpans(n, size));
    const spans = new Map(paths.flat().map(span => [`${span.from}-${span.to}`, span]));
    const hashes = await this.hashes([...spans.values()]);
    const known = new Map([...spans.keys()].map((key, i) => [key, hashes[i]!]));
    return paths.map(path => path.map(({ from, to }) => known.get(`${from}-${to}`)!));
  }

  /** Consistency proof between two sizes (RFC 9162 section 2.1.4), with both roots. */
  async consistency(
    from: bigint,
    to: bigint,
  ): Promise<{ fromRoot: Buffer; toRoot: Buffer; proof: Buffer[] }> {
    const spans = consistencySpans(from, to);
    const [fromRoot, toRoot, ...proof] = await this.hashes([
      { from: 0n, to: from },
      { from: 0n, to },
      ...spans,
    ]);
    return { fromRoot: fromRoot!, toRoot: toRoot!, proof };
  }

  /** Hashes of a tile side by side (C2SP tlog-tiles): `width` of them from `index` × 256 on, at a level. */
  async tile(level: number, index: bigint, width: number): Promise<Buffer> {
    const from = index * BLOCK;
    const nodes = Array.from({ length: width }, (_, i): TreeNode => ({ level, index: from + BigInt(i) }));
    const found = await this.nodes(nodes);
    return Buffer.concat(nodes.map(node => found.get(keyOf(node))!));
  }

  private async hashes(spans: readonly Span[]): Promise<Buffer[]> {
    const parts = spans.map(nodesOf);
    const found = await this.nodes(parts.flat());
    return spans.map((span, i) =>
      spanHash(
        span,
        parts[i]!.map(node => found.get(keyOf(node))!),
      ),
    );
  }

  /** Stored hashes; a block's root that was not made yet is made from what is below it. @throws TreeDamaged */
  private async nodes(wanted: readonly TreeNode[]): Promise<Map<string, Buffer>> {
    const found = new Map<string, Buffer>();
    const levels = new Map<number, Set<bigint>>();
    for (const { level, index } of wanted)
      levels.set(level, (levels.get(level) ?? new Set<bigint>()).add(index));
    for (const [level, indexes] of levels) {
      const { rows } = await this.db.query<Row>(
        level === 0
          ? 'select n, leaf_hash as hash from register_entries where n = any($1::bigint[])'
          : 'select n, hash from register_tree where level = $2 and n = any($1::bigint[])',
        level === 0 ? [[...indexes]] : [[...indexes], level],
      );
      for (const { n, hash } of rows) found.set(keyOf({ level, index: BigInt(n) }), hash);
      for (const index of indexes) {
        const key = keyOf({ level, index });
        if (found.has(key)) continue;
        if (level === 0) throw new TreeDamaged(`entry ${index} is not there`);
        const below = Array.from({ length: Number(BLOCK) }, (_, i): TreeNode => {
          return { level: level - 1, index: index * BLOCK + BigInt(i) };
        });
        const hashes = await this.nodes(below);
        found.set(key, rootOf(below.map(node => hashes.get(keyOf(node))!)));
      }
    }
    return found;
  }
}

function keyOf({ level, index }: TreeNode): string {
  return `${level}/${index}`;
}
