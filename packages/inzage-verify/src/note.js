// @ts-check
import { concat, fromBase64, isUtf8, parseSize, toHex, utf8 } from './bytes.js';
import { sha256, verifyEd25519 } from './crypto.js';

/** Signed notes (C2SP signed-note) and cosignatures of Ed25519 (C2SP tlog-cosignature). */

/** Largest note that is read, in characters. */
export const LARGEST_NOTE = 1_000_000;
/** Most signatures that a note may have. */
export const MOST_SIGNATURES = 100;

const SIGNATURE = /^— ([^\s+]+) (\S+)$/u;
/** Control characters other than newline. */

const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/**
 * @typedef {object} Signature
 * @property {string} name
 * @property {string} id 8 hexadecimal digits
 * @property {Uint8Array} bytes what follows the id
 *
 * @typedef {object} Note
 * @property {string} text with its last newline
 * @property {readonly Signature[]} signatures
 *
 * @typedef {object} Key
 * @property {string} name
 * @property {string} id
 * @property {'signature' | 'cosignature'} type 01 or 04
 * @property {Uint8Array} publicKey
 * @property {bigint} [until] of a retired key: size of the last checkpoint that it signed
 */

/**
 * A note in its parts; undefined if it is none. Its text is not to be believed before `openNote` says who signed it.
 * @param {string} note
 * @returns {Note | undefined}
 */
export function parseNote(note) {
  if (note.length > LARGEST_NOTE || CONTROL.test(note) || !isUtf8(note)) return undefined;
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2, -1).split('\n');
  if (text === '\n' || lines.length > MOST_SIGNATURES) return undefined;
  /** @type {Signature[]} */
  const signatures = [];
  for (const line of lines) {
    const [, name, encoded] = SIGNATURE.exec(line) ?? [];
    const bytes = fromBase64(encoded ?? '');
    if (name === undefined || !bytes || bytes.length < 5) return undefined;
    signatures.push({ name, id: toHex(bytes.subarray(0, 4)), bytes: bytes.subarray(4) });
  }
  return { text, signatures };
}

const TYPES = /** @type {const} */ ({ 1: 'signature', 4: 'cosignature' });

/**
 * A verifier key `name+id+base64`, of a retired one `name+id+base64@until`; undefined if it is not one, or of another
 * algorithm, or its id is not its own.
 * @param {string} text
 * @returns {Promise<Key | undefined>}
 */
export async function parseKey(text) {
  const [, name, id, encoded, size] = /^([^\s+]+)\+([0-9a-f]{8})\+([^\s@]+)(?:@(\S+))?$/u.exec(text) ?? [];
  const bytes = fromBase64(encoded ?? '');
  if (name === undefined || id === undefined || !bytes || bytes.length !== 33) return undefined;
  const type = bytes[0] === 1 || bytes[0] === 4 ? TYPES[bytes[0]] : undefined;
  if (!type || (await keyId(name, bytes)) !== id) return undefined;
  const until = size === undefined ? undefined : parseSize(size);
  if (size !== undefined && until === undefined) return undefined;
  return { name, id, type, publicKey: bytes.subarray(1), ...(until !== undefined && { until }) };
}

/**
 * Id of a key: the first four bytes of SHA-256(name ‖ 0A ‖ type ‖ public key).
 * @param {string} name
 * @param {Uint8Array} typed type and public key
 */
export async function keyId(name, typed) {
  return toHex((await sha256(concat(utf8(`${name}\n`), typed))).subarray(0, 4));
}

/**
 * A signature that verifies, and of a cosignature the time (seconds since 1970) that it says.
 * @typedef {{ readonly key: Key, readonly time?: bigint }} Signed
 *
 * @typedef {{ readonly ok: true, readonly text: string, readonly by: readonly Signed[] }
 *   | { readonly ok: false, readonly code: 'not-a-note' | 'signature-wrong' | 'no-known-signature' }} Opened
 */

/**
 * The text of a note that one of the keys signed. A signature of a key that is not among them is passed over; one of
 * theirs that does not verify refuses the whole note.
 * @param {string} note
 * @param {readonly Key[]} keys
 * @returns {Promise<Opened>}
 */
export async function openNote(note, keys) {
  const parsed = parseNote(note);
  if (!parsed) return { ok: false, code: 'not-a-note' };
  /** @type {Signed[]} */
  const by = [];
  for (const { name, id, bytes } of parsed.signatures) {
    const key = keys.find(one => one.name === name && one.id === id);
    if (!key || by.some(signed => signed.key === key)) continue;
    const signed = await check(key, parsed.text, bytes);
    if (!signed) return { ok: false, code: 'signature-wrong' };
    by.push(signed);
  }
  return by.length > 0 ? { ok: true, text: parsed.text, by } : { ok: false, code: 'no-known-signature' };
}

/**
 * @param {Key} key
 * @param {string} text
 * @param {Uint8Array} bytes
 * @returns {Promise<Signed | undefined>}
 */
async function check(key, text, bytes) {
  if (key.type === 'signature')
    return (await verifyEd25519(key.publicKey, text, bytes)) ? { key } : undefined;
  if (bytes.length !== 72) return undefined;
  const time = bytes.subarray(0, 8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  if (time >= 2n ** 63n) return undefined;
  const verified = await verifyEd25519(key.publicKey, cosigned(text, time), bytes.subarray(8));
  return verified ? { key, time } : undefined;
}

/**
 * What a cosignature is over.
 * @param {string} text
 * @param {bigint} time
 */
export function cosigned(text, time) {
  return `cosignature/v1\ntime ${time}\n${text}`;
}
