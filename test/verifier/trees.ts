import { emptyRoot, nodeHash } from '../../packages/inzage-verify/src/tree.js';

/** Root by the definition of RFC 9162 section 2.1.1: split at the largest power of two below the size. */
export async function rootOf(hashes: readonly Uint8Array[]): Promise<Uint8Array> {
  if (hashes.length === 0) return emptyRoot();
  if (hashes.length === 1) return hashes[0]!;
  const k = splitOf(hashes.length);
  return nodeHash(await rootOf(hashes.slice(0, k)), await rootOf(hashes.slice(k)));
}

function splitOf(size: number): number {
  return 2 ** Math.ceil(Math.log2(size) - 1);
}

/** RFC 9162 section 2.1.3.1 */
export async function inclusionProof(m: number, hashes: readonly Uint8Array[]): Promise<Uint8Array[]> {
  if (hashes.length === 1) return [];
  const k = splitOf(hashes.length);
  return m < k
    ? [...(await inclusionProof(m, hashes.slice(0, k))), await rootOf(hashes.slice(k))]
    : [...(await inclusionProof(m - k, hashes.slice(k))), await rootOf(hashes.slice(0, k))];
}

/** RFC 9162 section 2.1.4.1 */
export function consistencyProof(m: number, hashes: readonly Uint8Array[]): Promise<Uint8Array[]> {
  return subproof(m, hashes, true);
}

async function subproof(m: number, hashes: readonly Uint8Array[], complete: boolean): Promise<Uint8Array[]> {
  if (m === hashes.length) return complete ? [] : [await rootOf(hashes)];
  const k = splitOf(hashes.length);
  return m <= k
    ? [...(await subproof(m, hashes.slice(0, k), complete)), await rootOf(hashes.slice(k))]
    : [...(await subproof(m - k, hashes.slice(k), false)), await rootOf(hashes.slice(0, k))];
}
