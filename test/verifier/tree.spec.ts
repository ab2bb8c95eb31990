import fc from 'fast-check';
import merkle from '../../docs/formats/vectors/merkle/proofs.json';
import { equal, fromBase64, toHex } from '../../packages/inzage-verify/src/bytes.js';
import { consistencyProof, inclusionProof, rootOf } from './trees';
import {
  checkConsistency,
  checkInclusion,
  emptyRoot,
  leafHash,
  Tree,
} from '../../packages/inzage-verify/src/tree.js';

const hash = (text: string): Uint8Array => fromBase64(text)!;
const leaves = merkle.leaves.map(hex => Uint8Array.from(Buffer.from(hex, 'hex')));

const aTree = fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 70 });
/** No two leaves alike: a proof for one of two that are alike holds for the other. */
const hashesOf = (all: readonly Uint8Array[]): Promise<Uint8Array[]> =>
  Promise.all(all.map(async (leaf, i) => leafHash(Uint8Array.of(i, ...leaf))));

describe('the tree (RFC 9162 section 2.1)', () => {
  it('has the roots that transparency-dev/merkle has for its eight leaves', async () => {
    const tree = new Tree();
    const roots = [toHex(await tree.root())];
    for (const leaf of leaves) {
      await tree.append(await leafHash(leaf));
      roots.push(toHex(await tree.root()));
    }
    expect(roots).toEqual(merkle.roots);
  });

  it('has the root of the definition, at every size', async () => {
    await fc.assert(
      fc.asyncProperty(aTree, async all => {
        const hashes = await hashesOf(all);
        const tree = new Tree();
        for (const leaf of hashes) await tree.append(leaf);
        expect(toHex(await tree.root())).toBe(toHex(await rootOf(hashes)));
      }),
    );
  });
});

describe('inclusion proofs (RFC 9162 section 2.1.3)', () => {
  it.each(merkle.inclusion.map(vector => [vector.file, vector] as const))('%s', async (_, vector) => {
    const result = await checkInclusion({
      index: BigInt(vector.leafIdx),
      size: BigInt(vector.treeSize),
      leaf: hash(vector.leafHash),
      root: hash(vector.root),
      proof: vector.proof.map(hash),
    });
    expect(result.ok).toBe(!vector.wantErr);
  });

  it('hold for each leaf, and for no other leaf, index, size or root, nor longer, shorter or changed', async () => {
    await fc.assert(
      fc.asyncProperty(aTree, fc.nat(), fc.nat(), async (all, at, other) => {
        const hashes = await hashesOf(all);
        const m = at % hashes.length;
        const root = await rootOf(hashes);
        const proof = await inclusionProof(m, hashes);
        const given = { index: BigInt(m), size: BigInt(hashes.length), leaf: hashes[m]!, root, proof };
        expect(await checkInclusion(given)).toEqual({ ok: true });
        const flipped = proof.map((one, i) => (i === other % proof.length ? flip(one, other) : one));
        for (const wrong of [
          { ...given, leaf: flip(given.leaf, other) },
          { ...given, root: flip(root, other) },
          { ...given, proof: [...proof, root] },
          { ...given, index: given.size },
          ...(proof.length > 0
            ? [
                { ...given, proof: proof.slice(1) },
                { ...given, proof: flipped },
                { ...given, index: BigInt(m ^ 1) },
              ]
            : []),
        ])
          expect((await checkInclusion(wrong)).ok).toBe(false);
      }),
    );
  });
});

describe('consistency proofs (RFC 9162 section 2.1.4)', () => {
  it.each(merkle.consistency.map(vector => [vector.file, vector] as const))('%s', async (_, vector) => {
    const result = await checkConsistency({
      from: BigInt(vector.size1),
      to: BigInt(vector.size2),
      fromRoot: hash(vector.root1),
      toRoot: hash(vector.root2),
      proof: vector.proof.map(hash),
    });
    expect(result.ok).toBe(!vector.wantErr);
  });

  it('hold between every two sizes, and not when anything in them is changed', async () => {
    await fc.assert(
      fc.asyncProperty(aTree, fc.nat(), fc.nat(), async (all, at, other) => {
        const hashes = await hashesOf(all);
        const m = (at % hashes.length) + 1;
        const [fromRoot, toRoot] = [await rootOf(hashes.slice(0, m)), await rootOf(hashes)];
        const proof = await consistencyProof(m, hashes);
        const given = { from: BigInt(m), to: BigInt(hashes.length), fromRoot, toRoot, proof };
        expect(await checkConsistency(given)).toEqual({ ok: true });
        const flipped = proof.map((one, i) => (i === other % proof.length ? flip(one, other) : one));
        for (const wrong of [
          { ...given, fromRoot: flip(fromRoot, other) },
          { ...given, toRoot: flip(toRoot, other) },
          { ...given, proof: [...proof, toRoot] },
          { ...given, from: given.to + 1n },
          ...(proof.length > 0
            ? [
                { ...given, proof: proof.slice(1) },
                { ...given, proof: proof.slice(0, -1) },
                { ...given, proof: flipped },
              ]
            : []),
        ])
          expect((await checkConsistency(wrong)).ok).toBe(false);
      }),
    );
  });

  it('from nothing compare nothing, and do not hold', async () => {
    const toRoot = await rootOf(await Promise.all(leaves.map(async leaf => leafHash(leaf))));
    const given = { from: 0n, to: 8n, fromRoot: await emptyRoot(), toRoot, proof: [] };
    expect(await checkConsistency(given)).toEqual({ ok: false, code: 'nothing-compared' });
  });

  it('near 2^63 end, one way or the other', async () => {
    const root = await emptyRoot();
    const huge = {
      index: 2n ** 63n - 2n,
      size: 2n ** 63n - 1n,
      leaf: root,
      root,
      proof: Array(64).fill(root),
    };
    expect((await checkInclusion(huge)).ok).toBe(false);
    expect((await checkInclusion({ ...huge, index: 2n ** 53n, proof: [] })).ok).toBe(false);
  });
});

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  flipped[at % bytes.length]! ^= 1 << ((at >> 8) % 8);
  expect(equal(flipped, bytes)).toBe(false);
  return flipped;
}
