// @ts-check
import { concat, equal, utf8 } from './bytes.js';
import { sha256 } from './crypto.js';

/** Merkle tree of RFC 9162 section 2.1 (as RFC 6962): a leaf is SHA-256(00 ‖ bytes), a node SHA-256(01 ‖ left ‖ right). */

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** @param {Uint8Array} bytes */
export function leafHash(bytes) {
  return sha256(concat(LEAF, bytes));
}

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
export function nodeHash(left, right) {
  return sha256(concat(NODE, left, right));
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot() {
  return sha256(utf8(''));
}

/** A tree that only grows, as the roots of its full parts: memory by the logarithm of its size. */
export class Tree {
  /** @type {{ readonly level: number, readonly hash: Uint8Array }[]} from left to right, levels falling */
  #parts = [];
  #size = 0;

  get size() {
    return this.#size;
  }

  /** @param {Uint8Array} leaf hash of the next leaf */
  async append(leaf) {
    let level = 0;
    let hash = leaf;
    for (let last = this.#parts.at(-1); last?.level === level; last = this.#parts.at(-1)) {
      this.#parts.pop();
      hash = await nodeHash(last.hash, hash);
      level += 1;
    }
    this.#parts.push({ level, hash });
    this.#size += 1;
  }

  /** @returns {Promise<Uint8Array>} */
  async root() {
    const last = this.#parts.at(-1);
    if (!last) return emptyRoot();
    let { hash } = last;
    for (const { hash: left } of this.#parts.slice(0, -1).reverse()) hash = await nodeHash(left, hash);
    return hash;
  }
}

/**
 * What a proof came to. A malformed one (too long, too short, an index outside) disproves like a wrong one: who gives a
 * proof has to give the right one.
 * @typedef {{ readonly ok: true } | { readonly ok: false, readonly code: 'index-outside-tree' | 'sizes-fall'
 *   | 'nothing-compared' | 'proof-too-short' | 'proof-too-long' | 'hash-length' | 'root-differs' }} ProofResult
 */

/**
 * Inclusion proof (RFC 9162 section 2.1.3.2).
 * @param {{ index: bigint, size: bigint, leaf: Uint8Array, root: Uint8Array, proof: readonly Uint8Array[] }} given
 * @returns {Promise<ProofResult>}
 */
export async function checkInclusion({ index, size, leaf, root, proof }) {
  if (index < 0n || index >= size) return { ok: false, code: 'index-outside-tree' };
  if ([leaf, ...proof].some(hash => hash.length !== 32)) return { ok: false, code: 'hash-length' };
  let fn = index;
  let sn = size - 1n;
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0n) return { ok: false, code: 'proof-too-long' };
    if (fn % 2n === 1n || fn === sn) {
      hash = await nodeHash(sibling, hash);
      while (fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn / 2n, sn / 2n];
    } else {
      hash = await nodeHash(hash, sibling);
    }
    [fn, sn] = [fn / 2n, sn / 2n];
  }
  if (sn !== 0n) return { ok: false, code: 'proof-too-short' };
  return equal(hash, root) ? { ok: true } : { ok: false, code: 'root-differs' };
}

/**
 * Consistency proof (RFC 9162 section 2.1.4.2): the tree of `from` leaves is the beginning of the tree of `to`. Of equal
 * sizes the proof is empty and the roots are the same; every tree begins with the empty one, and its proof is empty too.
 * @param {{ from: bigint, to: bigint, fromRoot: Uint8Array, toRoot: Uint8Array, proof: readonly Uint8Array[] }} given
 * @returns {Promise<ProofResult>}
 */
export async function checkConsistency({ from, to, fromRoot, toRoot, proof }) {
  if (from < 0n || from > to) return { ok: false, code: 'sizes-fall' };
  if (proof.some(hash => hash.length !== 32)) return { ok: false, code: 'hash-length' };
  if (from === 0n) return { ok: false, code: 'nothing-compared' };
  if (from === to) {
    if (proof.length > 0) return { ok: false, code: 'proof-too-long' };
    return equal(fromRoot, toRoot) ? { ok: true } : { ok: false, code: 'root-differs' };
  }
  const isPowerOf2 = (from & (from - 1n)) === 0n;
  const path = isPowerOf2 ? [fromRoot, ...proof] : proof;
  let fn = from - 1n;
  let sn = to - 1n;
  while (fn % 2n === 1n) [fn, sn] = [fn / 2n, sn / 2n];
  const [first, ...rest] = path;
  if (!first || proof.length === 0) return { ok: false, code: 'proof-too-short' };
  let older = first;
  let newer = first;
  for (const hash of rest) {
    if (sn === 0n) return { ok: false, code: 'proof-too-long' };
    if (fn % 2n === 1n || fn === sn) {
      older = await nodeHash(hash, older);
      newer = await nodeHash(hash, newer);
      while (fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn / 2n, sn / 2n];
    } else {
      newer = await nodeHash(newer, hash);
    }
    [fn, sn] = [fn / 2n, sn / 2n];
  }
  if (sn !== 0n) return { ok: false, code: 'proof-too-short' };
  return equal(older, fromRoot) && equal(newer, toRoot) ? { ok: true } : { ok: false, code: 'root-differs' };
}
