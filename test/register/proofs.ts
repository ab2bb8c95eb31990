import { createHash } from 'node:crypto';

// The verifier's side, written from RFC 9162 alone, on bigint and with nothing of what makes the proofs.

const sha256 = (...parts: readonly Buffer[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();
const leaf = (bytes: Buffer): Buffer => sha256(Buffer.from([0]), bytes);
const node = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.from([1]), left, right);

/** MTH(D) as section 2.1.1 writes it, of the entries themselves. */
export function mth(entries: readonly Buffer[]): Buffer {
  if (entries.length === 0) return sha256();
  if (entries.length === 1) return leaf(entries[0]!);
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  return node(mth(entries.slice(0, k)), mth(entries.slice(k)));
}

/** The root that an inclusion proof leads to (section 2.1.3.2), or undefined where it has another length than it must. */
export function rootByInclusion(
  hash: Buffer,
  index: bigint,
  size: bigint,
  proof: readonly Buffer[],
): Buffer | undefined {
  if (index >= size) return undefined;
  let [fn, sn, r] = [index, size - 1n, hash];
  for (const p of proof) {
    if (sn === 0n) return undefined;
    if (fn % 2n === 1n || fn === sn) {
      r = node(p, r);
      if (fn % 2n === 0n) while (fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else r = node(r, p);
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n ? r : undefined;
}

/** Whether a consistency proof holds (section 2.1.4.2), for 0 < older < newer. */
export function isConsistent(
  older: { readonly size: bigint; readonly root: Buffer },
  newer: { readonly size: bigint; readonly root: Buffer },
  proof: readonly Buffer[],
): boolean {
  const power = (older.size & (older.size - 1n)) === 0n;
  const path = power ? [older.root, ...proof] : [...proof];
  if (path.length === 0) return false;
  let [fn, sn] = [older.size - 1n, newer.size - 1n];
  while (fn % 2n === 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  let [fr, sr] = [path[0]!, path[0]!];
  for (const c of path.slice(1)) {
    if (sn === 0n) return false;
    if (fn % 2n === 1n || fn === sn) {
      [fr, sr] = [node(c, fr), node(c, sr)];
      while (fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else sr = node(sr, c);
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && fr.equals(older.root) && sr.equals(newer.root);
}
