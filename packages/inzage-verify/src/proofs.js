// @ts-check
import { equal, fromBase64, parseSize } from './bytes.js';
import { proofOf } from './export.js';
import { sizeOf } from './head.js';
import { parseObject } from './lines.js';
import { openEnclosed, openOutside } from './outside.js';
import { checkConsistency, checkInclusion, leafHash } from './tree.js';
import { among, disproved, notCompared, proved, signed } from './verdict.js';

/**
 * @typedef {import('./outside.js').Trust} Trust
 * @typedef {import('./verdict.js').Verdict} Verdict
 *
 * @typedef {object} InclusionProof
 * @property {bigint} index
 * @property {readonly Uint8Array[]} proof
 * @property {string} [checkpoint] the note that came with it
 * @property {bigint} [size] of the tree that it says it is for
 */

/**
 * An inclusion proof, as C2SP tlog-proof or as the answer of `GET /v1/register/{n}/proof`; undefined if it is neither.
 * @param {string} text
 * @returns {InclusionProof | undefined}
 */
export function parseInclusion(text) {
  if (!text.startsWith('c2sp.org/tlog-proof@v1\n')) {
    const answer = parseObject(text);
    const [index, size] = [sizeOf(answer?.['n']), sizeOf(answer?.['size'])];
    const proof = proofOf(answer?.['proof']);
    return index !== undefined && size !== undefined && proof ? { index, size, proof } : undefined;
  }
  const split = text.indexOf('\n\n');
  if (split < 0) return undefined;
  const lines = text.slice(0, split).split('\n').slice(1);
  if (/^extra /.test(lines[0] ?? '') && !fromBase64((lines.shift() ?? '').slice(6))) return undefined;
  const index = /^index /.test(lines[0] ?? '') ? parseSize((lines.shift() ?? '').slice(6)) : undefined;
  const proof = proofOf(lines);
  return index !== undefined && proof ? { index, proof, checkpoint: text.slice(split + 2) } : undefined;
}

/**
 * That an entry, or a leaf of that hash, is in the tree of a checkpoint.
 * @param {string} text
 * @param {{ readonly bytes: Uint8Array } | { readonly hash: Uint8Array }} leaf
 * @param {Trust} trust
 * @returns {Promise<Verdict>}
 */
export async function verifyInclusion(text, leaf, trust) {
  const given = parseInclusion(text);
  if (!given) return notCompared('not-a-proof', 'The file is no inclusion proof.');
  const outside = await openOutside(trust);
  if ('verdict' in outside) return outside;
  const enclosed = given.checkpoint === undefined ? undefined : await openEnclosed(given.checkpoint, trust);
  if (enclosed && 'verdict' in enclosed) return enclosed;
  const size = enclosed?.checkpoint.size ?? given.size;
  const same = outside.find(one => one.size === size);
  if (same && enclosed && same.origin !== enclosed.checkpoint.origin)
    return notCompared('another-origin', 'The proof and the checkpoint are of different logs.');
  if (same && enclosed && !equal(same.root, enclosed.checkpoint.root))
    return disproved('two-histories', `The log signed two trees of ${size} entries.`);
  const tree = same ?? enclosed?.checkpoint;
  if (!tree) return notCompared('no-checkpoint-of-size', `There is no checkpoint of ${size} entries.`);
  const { index, proof } = given;
  const hash = 'hash' in leaf ? leaf.hash : await leafHash(leaf.bytes);
  const said = { origin: tree.origin, size: String(tree.size) };
  const result = await checkInclusion({ index, size: tree.size, leaf: hash, root: tree.root, proof });
  if (!result.ok)
    return disproved(
      `inclusion-${result.code}`,
      `This is not entry ${index} of the tree of ${tree.size} entries.`,
      {
        ...said,
        ...among(index),
      },
    );
  if (same || enclosed?.cosigned)
    return proved('included', `This is entry ${index} of the ${tree.size} entries of the checkpoint.`, said);
  return signed(
    'included-as-signed',
    `This is entry ${index} of the ${tree.size} entries that the log signed; nothing outside says so.`,
    said,
  );
}

/**
 * That one checkpoint's tree is the beginning of another's: what `GET /v1/register/consistency` answers, between two
 * checkpoints that the caller has.
 * @param {string} text
 * @param {Trust} trust with the two checkpoints
 * @returns {Promise<Verdict>}
 */
export async function verifyConsistency(text, trust) {
  const answer = parseObject(text);
  const proof = proofOf(answer?.['proof']);
  if (!answer || !proof) return notCompared('not-a-proof', 'The file is no consistency proof.');
  const outside = await openOutside(trust);
  if ('verdict' in outside) return outside;
  const [older, newer] = outside;
  if (!older || !newer || outside.length !== 2)
    return notCompared('two-checkpoints', 'A consistency proof is between two checkpoints.');
  const said = { origin: newer.origin, size: String(newer.size) };
  if (
    (answer['from'] ?? String(older.size)) !== String(older.size) ||
    (answer['to'] ?? String(newer.size)) !== String(newer.size)
  )
    return notCompared(
      'proof-of-other-sizes',
      'The proof is between other sizes than the checkpoints.',
      said,
    );
  if (older.size === 0n)
    return notCompared('nothing-to-compare', 'Every tree begins with the empty one.', said);
  const result = await checkConsistency({
    from: older.size,
    to: newer.size,
    fromRoot: older.root,
    toRoot: newer.root,
    proof,
  });
  if (!result.ok)
    return disproved(
      `consistency-${result.code}`,
      `The tree of ${newer.size} entries is not shown to begin with that of ${older.size}.`,
      said,
    );
  return proved('consistent', `The tree of ${newer.size} entries begins with that of ${older.size}.`, {
    ...said,
    provenTo: String(newer.size),
  });
}
