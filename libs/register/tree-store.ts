import type { ClientBase, Pool } from 'pg';
import { partsOf } from './parts';
import {
  BLOCK,
  consistencySpans,
  HASH,
  hashOfRuns,
  inclusionSpans,
  nodeHash,
  rootOf,
  runsOf,
  type Run,
  type Span,
} from './tree';
import type { RegisterWriting } from './writing';

type Db = Pool | ClientBase;

/** Blocks whose roots are made at once: two megabytes of hashes. */
const AT_ONCE = 256n;

/** Bytes of the hashes of a block. */
const BLOCK_BYTES = Number(BLOCK) * HASH;

/** Of a run, leaves are read or roots: the other select has a condition that is false before it begins. */
const RUNS = `
  select coalesce(leaves.hashes, roots.hashes) as hashes
    from unnest($1::smallint[], $2::bigint[], $3::bigint[]) with ordinality as w(level, first, past, i)
   cross join lateral (
     select string_agg(leaf_hash, ''::bytea order by n) as hashes
       from register_entries where w.level = 0 and n >= w.first and n < w.past
   ) leaves
    left join lateral (
     select string_agg(hash, ''::bytea order by n) as hashes
       from register_tree where w.level > 0 and level = w.level and n >= w.first and n < w.past
     having max(n) + 1 = w.first + count(*)
   ) roots on true order by w.i`;

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
  for (let level = 1, hashes = size, done = blocks; hashes >= BLOCK; level++, done /= BLOCK) {
    const full = hashes / BLOCK;
    for (const [from, to] of partsOf(done, full, AT_ONCE)) {
      const below = await hashesOf(tx, level - 1, from * BLOCK, to * BLOCK);
      const roots: Buffer[] = [];
      for (let at = 0; at < below.length; at += BLOCK_BYTES)
        roots.push(rootOf(below.subarray(at, at + BLOCK_BYTES)));
      await by.roots(tx, level, from, Buffer.concat(roots));
    }
    hashes = full;
  }
}

/** @throws TreeDamaged when one is not there */
async function hashesOf(tx: ClientBase, level: number, first: bigint, past: bigint): Promise<Buffer> {
  const [hashes] = await stored(tx, [{ level, first, past }]);
  if (BigInt(hashes!.length / HASH) !== past - first)
    throw new TreeDamaged(`hashes of level ${level} from ${first} to ${past} are not all there`);
  return hashes!;
}

/** Stored hashes of runs, in their order. Of blocks' roots fewer are there where the last ones were not made yet, and none past a hole. */
async function stored(db: Db, runs: readonly Run[]): Promise<Buffer[]> {
  const { rows } = await db.query<{ hashes: Buffer | null }>({
    name: 'register-runs',
    text: RUNS,
    values: [runs.map(({ level }) => level), runs.map(({ first }) => first), runs.map(({ past }) => past)],
  });
  return rows.map(({ hashes }) => hashes ?? Buffer.alloc(0));
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
    return (await this.roots([size]))[0]!;
  }

  /** Roots of several sizes, in their order. What they have in common is read once. */
  roots(sizes: readonly bigint[]): Promise<Buffer[]> {
    return this.hashes(sizes.map(size => ({ from: 0n, to: size })));
  }

  /** Inclusion proof of entry `n` (RFC 9162 section 2.1.3), with leaf, and the root that follows from them. */
  async inclusion(n: bigint, size: bigint): Promise<{ root: Buffer; leaf: Buffer; proof: Buffer[] }> {
    const path = inclusionSpans(n, size);
    const [leaf, ...proof] = await this.hashes([{ from: n, to: n + 1n }, ...path]);
    const root = proof.reduce(
      (hash, sibling, i) => (path[i]!.to <= n ? nodeHash(sibling, hash) : nodeHash(hash, sibling)),
      leaf!,
    );
    return { root, leaf: leaf!, proof };
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
    const first = index * BLOCK;
    const run = { level, first, past: first + BigInt(width) };
    return (await this.read([run]))(run);
  }

  private async hashes(spans: readonly Span[]): Promise<Buffer[]> {
    const parts = spans.map(runsOf);
    const hashesOf = await this.read(parts.flat());
    return parts.map(runs => hashOfRuns(runs.map(hashesOf)));
  }

  /** Reads what is wanted at once. @throws TreeDamaged */
  private async read(wanted: readonly Run[]): Promise<(run: Run) => Buffer> {
    const found = new Map<string, { readonly first: bigint; readonly hashes: Buffer }>();
    const runs = together(wanted);
    const there = runs.size === 0 ? [] : await stored(this.db, [...runs.values()]);
    for (const [i, [block, run]] of [...runs].entries())
      found.set(block, { first: run.first, hashes: await this.completed(run, there[i]!) });
    return run => {
      const { first, hashes } = found.get(blockOf(run))!;
      return hashes.subarray(Number(run.first - first) * HASH, Number(run.past - first) * HASH);
    };
  }

  /** A run with the roots that were not made yet, made from what is below them. @throws TreeDamaged */
  private async completed({ level, first, past }: Run, there: Buffer): Promise<Buffer> {
    const missing = first + BigInt(there.length / HASH);
    if (missing === past) return there;
    if (level === 0) throw new TreeDamaged(`an entry from ${first} to ${past} is not there`);
    const made: Buffer[] = [];
    for (let index = missing; index < past; index++) {
      const below = await this.tile(level - 1, index, Number(BLOCK));
      made.push(rootOf(below));
    }
    return Buffer.concat([there, ...made]);
  }
}

/** The hash of the level above that a run's are below, as a key. */
function blockOf({ level, first }: Run): string {
  return `${level}/${first / BLOCK}`;
}

/** What is wanted, as one run for each hash of the level above. */
function together(wanted: readonly Run[]): Map<string, Run> {
  const runs = new Map<string, Run>();
  for (const run of wanted) {
    const known = runs.get(blockOf(run)) ?? run;
    runs.set(blockOf(run), {
      level: run.level,
      first: run.first < known.first ? run.first : known.first,
      past: run.past > known.past ? run.past : known.past,
    });
  }
  return runs;
}
