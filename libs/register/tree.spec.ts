import fc from 'fast-check';
import { isConsistent, mth, rootByInclusion } from '../../test/register/proofs';
import { leafHash } from './entry';
import {
  BLOCK,
  consistencySpans,
  inclusionSpans,
  hashOfRuns,
  nodeHash,
  rootOf,
  runsOf,
  type Run,
  type Span,
} from './tree';

// transparency-dev/merkle, testonly/constants.go (Apache-2.0): eight entries, and the roots of their first 0 to 8.
const INPUTS = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(hex => Buffer.from(hex, 'hex'));
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** Answers the stored hashes of entries, as the database does. */
function stored(entries: readonly Buffer[]): (span: Span) => Buffer {
  const roots = new Map<string, Buffer>();
  const hashOf = (level: number, index: bigint): Buffer => {
    if (level === 0) return leafHash(entries[Number(index)]!);
    const key = `${level}/${index}`;
    const known = roots.get(key);
    if (known) return known;
    const below = Array.from({ length: 256 }, (_, i) => hashOf(level - 1, index * BLOCK + BigInt(i)));
    const root = rootOf(Buffer.concat(below));
    roots.set(key, root);
    return root;
  };
  const hashesOf = ({ level, first, past }: Run): Buffer =>
    Buffer.concat(Array.from({ length: Number(past - first) }, (_, i) => hashOf(level, first + BigInt(i))));
  return span => hashOfRuns(runsOf(span).map(hashesOf));
}

const entriesOf = (count: number): Buffer[] => Array.from({ length: count }, (_, i) => Buffer.from(`${i}`));
/** More than a block of blocks holds. */
const many = entriesOf(66_000);
const hashOfMany = stored(many);

describe('RFC 9162 section 2.1: the tree', () => {
  test.each(ROOTS.map((root, size) => [size, root] as const))(
    'of the first %i entries of the vectors has their root',
    (size, root) => {
      const hash = stored(INPUTS)({ from: 0n, to: BigInt(size) });
      expect(hash.toString('hex')).toBe(root);
      expect(rootOf(Buffer.concat(INPUTS.slice(0, size).map(leafHash))).toString('hex')).toBe(root);
    },
  );

  test('has the root of the definition at every size, however its blocks are stored', () => {
    const sizes = fc.oneof(
      fc.integer({ min: 0, max: 1_200 }),
      fc.integer({ min: 65_530, max: 66_000 }),
      fc.constantFrom(255, 256, 257, 511, 512, 65_535, 65_536, 65_537),
    );
    fc.assert(
      fc.property(sizes, size => {
        expect(hashOfMany({ from: 0n, to: BigInt(size) })).toEqual(mth(many.slice(0, size)));
      }),
      { numRuns: 10 },
    );
  });

  test('proves inclusion (2.1.3) of every entry at every size, and of none that is another', () => {
    const picks = fc
      .oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 66_000 }))
      .chain(size => fc.tuple(fc.constant(BigInt(size)), fc.bigInt({ min: 0n, max: BigInt(size) - 1n })));
    fc.assert(
      fc.property(picks, fc.nat(), ([size, n], at) => {
        const root = hashOfMany({ from: 0n, to: size });
        const proof = inclusionSpans(n, size).map(hashOfMany);
        const leaf = hashOfMany({ from: n, to: n + 1n });
        expect(rootByInclusion(leaf, n, size, proof)).toEqual(root);
        expect(rootByInclusion(nodeHash(leaf, leaf), n, size, proof)).not.toEqual(root);
        expect(rootByInclusion(leaf, n, size, [...proof, leaf])).not.toEqual(root);
        if (proof.length === 0) return;
        expect(rootByInclusion(leaf, n, size, proof.slice(1))).not.toEqual(root);
        const other = proof.map((p, i) => (i === at % proof.length ? nodeHash(p, p) : p));
        expect(rootByInclusion(leaf, n, size, other)).not.toEqual(root);
      }),
      { numRuns: 200 },
    );
  });

  test('proves that it goes on from each of its own prefixes (2.1.4), and from nothing else', () => {
    const picks = fc
      .oneof(fc.integer({ min: 2, max: 1_000 }), fc.integer({ min: 2, max: 66_000 }))
      .chain(size => fc.tuple(fc.constant(BigInt(size)), fc.bigInt({ min: 1n, max: BigInt(size) - 1n })));
    fc.assert(
      fc.property(picks, ([size, before]) => {
        const older = { size: before, root: hashOfMany({ from: 0n, to: before }) };
        const newer = { size, root: hashOfMany({ from: 0n, to: size }) };
        const proof = consistencySpans(before, size).map(hashOfMany);
        expect(isConsistent(older, newer, proof)).toBe(true);
        expect(isConsistent({ ...older, root: newer.root }, newer, proof)).toBe(false);
        expect(isConsistent(older, { ...newer, root: older.root }, proof)).toBe(false);
        expect(isConsistent(older, newer, [...proof, older.root])).toBe(false);
        expect(isConsistent(older, newer, proof.slice(0, -1))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('needs no proof to go on from nothing or from itself, and makes none that cannot be', () => {
    expect(consistencySpans(0n, 0n)).toEqual([]);
    expect(consistencySpans(0n, 7n)).toEqual([]);
    expect(consistencySpans(7n, 7n)).toEqual([]);
    expect(inclusionSpans(0n, 1n)).toEqual([]);
    for (const [n, size] of [
      [0n, 0n],
      [7n, 7n],
      [8n, 7n],
      [-1n, 7n],
    ] as const)
      expect(() => inclusionSpans(n, size)).toThrow(RangeError);
    for (const [from, to] of [
      [8n, 7n],
      [-1n, 7n],
    ] as const)
      expect(() => consistencySpans(from, to)).toThrow(RangeError);
  });

  test('counts beyond 2^53', () => {
    const size = 2n ** 63n;
    expect(inclusionSpans(2n ** 53n + 1n, size)).toHaveLength(63);
    expect(consistencySpans(size - 1n, size).at(-1)).toEqual({ from: 0n, to: size / 2n });
    expect(runsOf({ from: 0n, to: 2n ** 56n })).toEqual([{ level: 7, first: 0n, past: 1n }]);
    expect(runsOf({ from: 0n, to: size - 1n })).toEqual(
      [7, 6, 5, 4, 3, 2, 1, 0].map(level => ({
        level,
        first: level === 7 ? 0n : 2n ** BigInt(63 - 8 * level) - 256n,
        past: 2n ** BigInt(63 - 8 * level) - 1n,
      })),
    );
  });

  test('has no hash of what is no part of it', () => {
    for (const [from, to] of [
      [1n, 3n],
      [2n, 5n],
      [256n, 513n],
    ] as const)
      expect(() => runsOf({ from, to })).toThrow(RangeError);
  });
});
