import { hash } from 'node:crypto';

// The Merkle tree of RFC 9162 section 2.1 over SHA-256, the same as that of RFC 6962: which parts of it a root, an inclusion
// proof and a consistency proof are made of. Pure; where hashes come from is the caller's. Sizes and indexes are bigint.

/** The leaves of `from` ≤ index < `to`, for the hash MTH(D[from:to]). */
export interface Span {
  readonly from: bigint;
  readonly to: bigint;
}

/** Stored hashes that lie side by side, `first` ≤ index < `past`: of leaves (level 0), or roots of full blocks of 256^level leaves. */
export interface Run {
  readonly level: number;
  readonly first: bigint;
  readonly past: bigint;
}

/** Bytes of a hash. */
export const HASH = 32;

/** How many hashes of one level have one at the next: as in the tiles of C2SP tlog-tiles. */
export const BLOCK = 256n;

/** 0x01 ‖ left ‖ right, filled in anew for each hash. */
const NODE = Buffer.alloc(65, 1);

/** Root of the tree of nothing: SHA-256 of the empty string. */
export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer');

/** SHA-256(0x01 ‖ left ‖ right), of hashes of 32 bytes. */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  left.copy(NODE, 1);
  right.copy(NODE, 33);
  return hash('sha256', NODE, 'buffer');
}

/**
 * PATH(index, D[size]) of RFC 9162 section 2.1.3.1: from the leaf's sibling up.
 * @throws RangeError unless 0 ≤ index < size
 */
export function inclusionSpans(index: bigint, size: bigint): Span[] {
  if (index < 0n || index >= size) throw new RangeError('no such leaf in a tree of that size');
  const path = ({ from, to }: Span): Span[] => {
    if (to - from === 1n) return [];
    const cut = from + splitOf(to - from);
    return index < cut
      ? [...path({ from, to: cut }), { from: cut, to }]
      : [...path({ from: cut, to }), { from, to: cut }];
  };
  return path({ from: 0n, to: size });
}

/**
 * PROOF(older, D[newer]) of RFC 9162 section 2.1.4.1. Empty for equal sizes, and for the empty tree, which every tree goes on from.
 * @throws RangeError unless 0 ≤ older ≤ newer
 */
export function consistencySpans(older: bigint, newer: bigint): Span[] {
  if (older < 0n || older > newer) throw new RangeError('a tree goes on from a smaller one');
  // `known`: the verifier has the hash of what is left, as the older tree's root.
  const proof = ({ from, to }: Span, known: boolean): Span[] => {
    if (older === to) return known ? [] : [{ from, to }];
    const cut = from + splitOf(to - from);
    return older <= cut
      ? [...proof({ from, to: cut }, known), { from: cut, to }]
      : [...proof({ from: cut, to }, false), { from, to: cut }];
  };
  return older === 0n ? [] : proof({ from: 0n, to: newer }, true);
}

/**
 * The stored hashes that the hash of a span follows from, from left to right, at most one run of each level, each below one
 * hash of the level above. Empty for an empty span.
 * @throws RangeError unless the span begins at a multiple of the smallest power of two that it fits in, as all do that a root
 * or a proof is made of
 */
export function runsOf({ from, to }: Span): Run[] {
  const width = to - from;
  if (width === 0n) return [];
  if (from % powerOver(width) !== 0n) throw new RangeError('a span that is no part of a tree');
  let [level, block] = [0, 1n];
  while (block * BLOCK <= width) [level, block] = [level + 1, block * BLOCK];
  const runs: Run[] = [];
  for (let at = from; at < to; level -= 1, block /= BLOCK) {
    const run = { level, first: at / block, past: to / block };
    if (run.past > run.first) runs.push(run);
    at = run.past * block;
  }
  return runs;
}

/** MTH(D[from:to]) of RFC 9162 section 2.1.1, of the hashes of each of {@link runsOf}, side by side, in their order. */
export function hashOfRuns(runs: readonly Buffer[]): Buffer {
  if (runs.length === 0) return EMPTY_ROOT;
  // What is left over of a level's blocks is one that is not full, the last of them.
  return runs.reduceRight((rest, hashes) => rootOf(Buffer.concat([hashes, rest])), Buffer.alloc(0));
}

/** Root of hashes of one level, 32 bytes each, that lie side by side: what a full block's root is made of. */
export function rootOf(hashes: Buffer): Buffer {
  if (hashes.length === 0) return EMPTY_ROOT;
  // Each level is written over the one below.
  const level = Buffer.from(hashes);
  // By pairs from the left; one that is left over goes up as it is: the same tree as by halves of a power of two.
  for (let width = hashes.length; width > HASH; width = HASH * Math.ceil(width / HASH / 2)) {
    let end = 0;
    for (let at = 0; at < width; at += 2 * HASH, end += HASH) {
      if (at + HASH === width) {
        level.copyWithin(end, at, width);
        continue;
      }
      level.copy(NODE, 1, at, at + 2 * HASH);
      // A string of its bytes costs a third of a buffer.
      level.write(hash('sha256', NODE, 'binary'), end, 'binary');
    }
  }
  return level.subarray(0, HASH);
}

/** The largest power of two below a size. */
function splitOf(size: bigint): bigint {
  return 1n << BigInt((size - 1n).toString(2).length - 1);
}

/** The smallest power of two that is not below a size. */
function powerOver(size: bigint): bigint {
  return size === 1n ? 1n : splitOf(size) << 1n;
}
