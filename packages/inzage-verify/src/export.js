// @ts-check
import { equal, fromBase64, isUtf8, utf8 } from './bytes.js';
import { parseHead, sizeOf } from './head.js';
import { linesOf, parseObject } from './lines.js';
import { openEnclosed, openOutside } from './outside.js';
import { checkInclusion, leafHash, Tree } from './tree.js';
import { among, disproved, notCompared, proved, signed } from './verdict.js';

/**
 * @typedef {import('./checkpoint.js').Checkpoint} Checkpoint
 * @typedef {import('./head.js').Head} Head
 * @typedef {import('./outside.js').Trust} Trust
 * @typedef {import('./verdict.js').Verdict} Verdict
 * @typedef {AsyncIterable<Uint8Array> | Iterable<Uint8Array>} Chunks
 *
 * @typedef {{ readonly n: bigint, readonly leaf: Uint8Array, readonly proof: readonly Uint8Array[] | undefined }} Line
 */

/**
 * An export of the register against checkpoints from outside. The bytes of each entry are hashed as they are given.
 * @param {Chunks} file
 * @param {Trust & { readonly earlier?: Chunks | undefined }} trust `earlier`: an export that the caller kept, which tells
 *   the first entry that was changed since
 * @returns {Promise<Verdict>}
 */
export async function verifyExport(file, trust) {
  const outside = await openOutside(trust);
  if ('verdict' in outside) return outside;
  const lines = linesOf(file);
  const first = (await lines.next()).value;
  const head = parseHead(first?.ended ? first.text : undefined);
  if ('verdict' in head) return head;
  const enclosed = head.checkpoint === null ? undefined : await openEnclosed(head.checkpoint, trust);
  if (enclosed && 'verdict' in enclosed) return enclosed;
  const checkpoint = enclosed?.checkpoint;
  if (checkpoint && checkpoint.size !== head.size)
    return disproved(
      'enclosed-of-another-size',
      'The checkpoint in the head is of another size than the export.',
    );
  const others = outside.filter(({ size }) => size > 0n || head.size === 0n);
  const known = others[0] ?? checkpoint;
  if (!known) return notCompared('no-checkpoint', 'Neither the export nor the caller has a checkpoint.');
  if (checkpoint && known.origin !== checkpoint.origin)
    return notCompared(
      'another-origin',
      `The export is of ${checkpoint.origin}, the checkpoint of ${known.origin}.`,
    );
  const trusted = enclosed?.cosigned && checkpoint ? [...others, checkpoint] : others;
  const whole = head.scope === 'range' && head.from === 0n && head.to === head.size;
  const given = { head, lines, checkpoint, trusted, origin: known.origin };
  return whole ? verifyWhole(given, trust.earlier) : verifyPart(given);
}

/**
 * @typedef {object} Given
 * @property {Head} head
 * @property {ReturnType<typeof linesOf>} lines
 * @property {Checkpoint | undefined} checkpoint of the export itself
 * @property {readonly Checkpoint[]} trusted from outside
 * @property {string} origin
 */

/**
 * Entries that are the whole tree: its root is made anew, at the size of each checkpoint.
 * @param {Given} given
 * @param {Chunks | undefined} earlier
 * @returns {Promise<Verdict>}
 */
async function verifyWhole({ head, lines, checkpoint, trusted, origin }, earlier) {
  const tree = new Tree();
  const kept = earlier && leavesOf(earlier);
  /** @type {bigint | undefined} */
  let changed;
  const checks = [...trusted, ...(checkpoint ? [checkpoint] : [])].filter(({ size }) => size <= head.size);
  checks.sort((one, other) => Number(one.size - other.size));
  let same = 0n;
  let next = 0;
  /** @returns {Promise<Verdict | undefined>} */
  const compare = async () => {
    for (let check = checks[next]; check?.size === BigInt(tree.size); check = checks[++next]) {
      if (!equal(await tree.root(), check.root)) return differs(check, same, changed, origin);
      same = check.size;
    }
    return undefined;
  };
  const empty = await compare();
  if (empty) return empty;
  for await (const line of entriesOf(head, lines)) {
    if ('verdict' in line) return { ...line, origin };
    await tree.append(line.leaf);
    const old = changed === undefined ? (await kept?.next())?.value : undefined;
    if (old && !equal(old, line.leaf)) changed = line.n;
    const found = await compare();
    if (found) return found;
  }
  const provenTo = trusted.filter(({ size }) => size <= head.size).at(-1)?.size ?? 0n;
  const said = { origin, size: String(head.size), provenTo: String(provenTo) };
  const beyond = trusted.find(({ size }) => size > head.size);
  if (beyond)
    return disproved(
      'entries-missing',
      `Entry ${head.size} is missing: the checkpoint says ${beyond.size} entries, the export has ${head.size}.`,
      { ...said, ...among(head.size) },
    );
  if (trusted.some(({ size }) => size === head.size))
    return proved(
      'export-proved',
      `All ${head.size} entries are those of the checkpoint from outside.`,
      said,
    );
  if (checkpoint)
    return signed(
      'whole-up-to-size',
      `Whole up to ${head.size} as the log signed it${provenTo > 0n ? `, up to ${provenTo} as a checkpoint from outside says` : ''}; nothing outside says that ${head.size} is all.`,
      said,
    );
  return notCompared(
    'rest-under-no-checkpoint',
    `Entries from ${provenTo} on are under no checkpoint.`,
    said,
  );
}

/**
 * @param {Checkpoint} check
 * @param {bigint} same size up to which all was the same
 * @param {bigint | undefined} changed
 * @param {string} origin
 */
function differs(check, same, changed, origin) {
  const entries =
    changed !== undefined ? among(changed) : among(same, check.size > same ? check.size - 1n : same);
  const { from, to } = entries.first;
  const which = from === to ? `Entry ${from} is not` : `One of the entries ${from} to ${to} is not`;
  return disproved('root-differs', `${which} what the checkpoint of ${check.size} entries was made of.`, {
    origin,
    size: String(check.size),
    provenTo: String(same),
    ...entries,
  });
}

/**
 * A part of the register: each entry with its own proof.
 * @param {Given} given
 * @returns {Promise<Verdict>}
 */
async function verifyPart({ head, lines, checkpoint, trusted, origin }) {
  const outside = trusted.find(({ size }) => size === head.size);
  const tree = outside ?? checkpoint;
  if (!tree) return notCompared('no-checkpoint-of-size', `There is no checkpoint of ${head.size} entries.`);
  if (outside && checkpoint && !equal(outside.root, checkpoint.root))
    return disproved('two-histories', `The log signed two trees of ${head.size} entries.`, { origin });
  let count = 0n;
  for await (const line of entriesOf(head, lines)) {
    if ('verdict' in line) return { ...line, origin };
    const { n: index, leaf, proof } = line;
    if (!proof) return notCompared('no-proof', `Entry ${index} came without a proof.`, { origin });
    const result = await checkInclusion({ index, size: head.size, leaf, root: tree.root, proof });
    if (!result.ok)
      return disproved(`inclusion-${result.code}`, `Entry ${index} is not in the tree of the checkpoint.`, {
        origin,
        ...among(index),
      });
    count += 1n;
  }
  const said = { origin, size: String(count) };
  if (count === 0n) return notCompared('nothing-to-compare', 'The export has no entry.', said);
  const left = head.scope === 'range' ? '' : '; that the selection left nothing out is not proved';
  return outside
    ? proved(
        'part-proved',
        `All ${count} entries are in the tree of the checkpoint from outside${left}.`,
        said,
      )
    : signed(
        'part-as-signed',
        `All ${count} entries are in the tree that the log signed; nothing outside says so${left}.`,
        said,
      );
}

/**
 * Entries of an export, checked for what needs no hash: their numbers, and an end that counts them.
 * @param {Head} head
 * @param {Given['lines']} lines
 * @returns {AsyncGenerator<Line | Verdict, undefined, undefined>}
 */
async function* entriesOf(head, lines) {
  let next = head.from;
  let count = 0n;
  let ended = false;
  for await (const { text, ended: closed } of lines) {
    if (!closed) return yield notCompared('cut-off', 'The export was cut off.');
    const line = parseObject(text);
    if (ended) return yield disproved('lines-after-end', 'Lines follow the end of the export.');
    if (line && 'end' in line) {
      if (sizeOf(line['end']) !== count)
        return yield disproved(
          'end-differs',
          `The end of the export does not count its ${count} entries.`,
          among(next),
        );
      ended = true;
      continue;
    }
    const n = sizeOf(line?.['n']);
    const entry = line?.['entry'];
    const proof = line && proofOf(line['proof']);
    if (n === undefined || typeof entry !== 'string' || !isUtf8(entry) || proof === null)
      return yield disproved('line-malformed', `The line of entry ${next} cannot be read.`, among(next));
    if (head.scope === 'range' ? n !== next : n < next)
      return yield disproved(
        'numbers-not-in-order',
        `Where entry ${next} should be stands ${n}.`,
        among(next),
      );
    if (n >= head.to)
      return yield disproved('beyond-the-end', `Entry ${n} is beyond the export's end.`, among(n));
    if (parseObject(entry)?.['n'] !== Number(n))
      return yield disproved('number-differs', `Entry ${n} does not say that it is ${n}.`, among(n));
    yield { n, leaf: await leafHash(utf8(entry)), proof };
    next = n + 1n;
    count += 1n;
  }
  if (!ended) return yield notCompared('cut-off', 'The export was cut off.');
  if (head.scope === 'range' && next !== head.to)
    yield disproved(
      'entries-missing',
      `Entry ${next} is missing: the export says that it goes to ${head.to}.`,
      among(next),
    );
}

/**
 * Hashes of a proof; undefined where there is none, null where it is malformed.
 * @param {unknown} value
 */
export function proofOf(value) {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length > 64) return null;
  /** @type {Uint8Array[]} */
  const hashes = [];
  for (const text of /** @type {unknown[]} */ (value)) {
    const hash = typeof text === 'string' ? fromBase64(text) : undefined;
    if (hash?.length !== 32) return null;
    hashes.push(hash);
  }
  return hashes;
}

/**
 * Leaf hashes of an export that is not under test, as far as it can be read.
 * @param {Chunks} file
 * @returns {AsyncGenerator<Uint8Array, undefined, undefined>}
 */
async function* leavesOf(file) {
  const lines = linesOf(file);
  const head = parseHead((await lines.next()).value?.text);
  if ('verdict' in head || head.scope !== 'range' || head.from !== 0n) return;
  for await (const line of entriesOf(head, lines)) {
    if ('verdict' in line) return;
    yield line.leaf;
  }
}
