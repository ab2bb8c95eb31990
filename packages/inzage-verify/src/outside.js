// @ts-check
import { equal } from './bytes.js';
import { openCheckpoint } from './checkpoint.js';
import { disproved, notCompared } from './verdict.js';

/**
 * @typedef {import('./checkpoint.js').Checkpoint} Checkpoint
 * @typedef {import('./note.js').Key} Key
 * @typedef {import('./verdict.js').Verdict} Verdict
 */

const WHY = /** @type {const} */ ({
  'not-a-note': 'is no signed note',
  'signature-wrong': 'has a wrong signature',
  'no-known-signature': 'is signed by no key that was given',
  'not-a-checkpoint': 'is no checkpoint',
  'key-retired': 'is signed by a key that had been retired',
});

/**
 * What the caller brings: keys, checkpoints from outside, and witnesses whose cosignature they want to see.
 * @typedef {object} Trust
 * @property {readonly Key[]} keys of the log
 * @property {readonly Key[]} [witnesses] each of them must have cosigned
 * @property {readonly string[]} [checkpoints] notes that did not come with what is compared
 */

/**
 * Checkpoints from outside, smallest first, or why they cannot be compared with.
 * @param {Trust} trust
 * @returns {Promise<readonly Checkpoint[] | Verdict>}
 */
export async function openOutside({ keys, witnesses = [], checkpoints = [] }) {
  /** @type {Checkpoint[]} */
  const opened = [];
  for (const note of checkpoints) {
    const result = await openCheckpoint(note, [...keys, ...witnesses]);
    if (!result.ok) return notCompared(`checkpoint-${result.code}`, `The checkpoint ${WHY[result.code]}.`);
    if (!witnesses.every(key => result.by.some(signed => signed.key === key)))
      return notCompared('checkpoint-not-cosigned', 'The checkpoint lacks the cosignature of a witness.');
    opened.push(result.checkpoint);
  }
  opened.sort((one, other) => (one.size < other.size ? -1 : one.size > other.size ? 1 : 0));
  for (const [i, { origin, size, root }] of opened.entries()) {
    const before = opened[i - 1];
    if (before && before.origin !== origin)
      return notCompared('another-origin', `The checkpoints are of ${before.origin} and of ${origin}.`);
    if (before?.size === size && !equal(before.root, root))
      return disproved('two-histories', `The log signed two trees of ${size} entries.`, {
        origin,
        size: String(size),
      });
  }
  return opened;
}

/**
 * The checkpoint that came with what is compared: part of what is checked, never what it is checked by, unless witnesses
 * cosigned it.
 * @param {string} note
 * @param {Trust} trust
 * @returns {Promise<{ readonly checkpoint: Checkpoint, readonly cosigned: boolean } | Verdict>}
 */
export async function openEnclosed(note, { keys, witnesses = [] }) {
  const result = await openCheckpoint(note, [...keys, ...witnesses]);
  if (!result.ok) {
    const say = result.code === 'no-known-signature' ? notCompared : disproved;
    return say(`enclosed-${result.code}`, `The checkpoint that came with it ${WHY[result.code]}.`);
  }
  const cosigned =
    witnesses.length > 0 && witnesses.every(key => result.by.some(signed => signed.key === key));
  return { checkpoint: result.checkpoint, cosigned };
}
