// @ts-check
import { fromBase64, parseSize } from './bytes.js';
import { openNote } from './note.js';

/**
 * What a checkpoint (C2SP tlog-checkpoint) says.
 * @typedef {object} Checkpoint
 * @property {string} origin
 * @property {bigint} size
 * @property {Uint8Array} root
 * @property {readonly string[]} extensions
 */

/**
 * The text of a note as a checkpoint; undefined if it is none.
 * @param {string} text
 * @returns {Checkpoint | undefined}
 */
export function parseCheckpoint(text) {
  if (!text.endsWith('\n')) return undefined;
  const [origin, sizeText = '', rootText = '', ...extensions] = text.slice(0, -1).split('\n');
  const size = parseSize(sizeText);
  const root = fromBase64(rootText);
  if (!origin || size === undefined || root?.length !== 32 || extensions.includes('')) return undefined;
  return { origin, size, root, extensions };
}

/**
 * @typedef {import('./note.js').Key} Key
 * @typedef {{ readonly ok: true, readonly checkpoint: Checkpoint, readonly by: readonly import('./note.js').Signed[] }
 *   | { readonly ok: false, readonly code: 'not-a-note' | 'signature-wrong' | 'no-known-signature'
 *   | 'not-a-checkpoint' | 'key-retired' }
 * } OpenedCheckpoint
 */

/**
 * A checkpoint that a key of the log signed, and who cosigned it. A cosignature alone does not open it: a witness says
 * that the log signed, it does not sign for the log. A retired key signs nothing larger than it ever signed.
 * @param {string} note
 * @param {readonly Key[]} keys of the log (signature) and of witnesses (cosignature)
 * @returns {Promise<OpenedCheckpoint>}
 */
export async function openCheckpoint(note, keys) {
  const opened = await openNote(note, keys);
  if (!opened.ok) return opened;
  if (!opened.by.some(({ key }) => key.type === 'signature'))
    return { ok: false, code: 'no-known-signature' };
  const checkpoint = parseCheckpoint(opened.text);
  if (!checkpoint) return { ok: false, code: 'not-a-checkpoint' };
  const { size } = checkpoint;
  const by = opened.by.filter(({ key }) => key.until === undefined || size <= key.until);
  if (!by.some(({ key }) => key.type === 'signature')) return { ok: false, code: 'key-retired' };
  return { ok: true, checkpoint, by };
}
