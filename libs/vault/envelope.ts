import { createCipheriv, createDecipheriv, hash, type KeyObject } from 'node:crypto';
import { canonicalText, type Json, type Uuid } from '#libs/kernel';
import { random as systemRandom } from './random';
import { EnvelopeBroken } from './types';

/** Format version: first byte of a box. */
const FORMAT = 0x01;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const SALT_BYTES = 16;
const SMALLEST_CLASS = 256;

/** Where salts and IVs come from; a test injects known bytes. */
export type Random = (bytes: number) => Buffer;

/** Values with their salts as one padded plaintext, and the commitments to them. */
export interface Prepared {
  /** What the plaintext holds, before it is padded. */
  readonly text: string;
  readonly plaintext: Buffer;
  readonly commitments: Readonly<Record<string, string>>;
}

/** A value as an envelope holds it: with the salt (base64url) that opens its commitment. */
export interface Salted {
  readonly salt: string;
  readonly value: Json;
}

/** Base64url of SHA-256(salt ‖ canonical JSON of the value) ★. */
export function commitment(salt: Buffer, value: string): string {
  const bytes = Buffer.allocUnsafe(salt.length + Buffer.byteLength(value, 'utf8'));
  salt.copy(bytes);
  bytes.write(value, salt.length, 'utf8');
  return hash('sha256', bytes, 'base64url');
}

/** Smallest size class that holds so many bytes: 256, then powers of two. */
function sizeClass(bytes: number): number {
  return bytes <= SMALLEST_CLASS ? SMALLEST_CLASS : 2 ** Math.ceil(Math.log2(bytes));
}

/**
 * Plaintext ★ of an envelope: length n (4 bytes, big-endian), n bytes of canonical JSON
 * `{"<name>":{"salt":"…","value":…},…}`, zeros up to the size class.
 * @throws TypeError when a value has no canonical form, such as a lone surrogate
 */
export function prepare(values: Readonly<Record<string, Json>>, random: Random = systemRandom): Prepared {
  const names = Object.keys(values).sort();
  const salts = random(names.length * SALT_BYTES);
  const commitments: [string, string][] = [];
  const members = names.map((name, index) => {
    const salt = salts.subarray(index * SALT_BYTES, (index + 1) * SALT_BYTES);
    const value = canonicalText(values[name]);
    commitments.push([name, commitment(salt, value)]);
    return `${canonicalText(name)}:{"salt":"${salt.toString('base64url')}","value":${value}}`;
  });
  // fromEntries defines members, so that a value named __proto__ is one like any other.
  return { ...padded(`{${members.join(',')}}`), commitments: Object.fromEntries(commitments) };
}

/** {@link prepare} for values that have their salts: the same commitments as before. */
export function prepareAgain(salted: Readonly<Record<string, Salted>>): Prepared {
  const commitments = Object.entries(salted).map(([name, { salt, value }]): [string, string] => [
    name,
    commitment(Buffer.from(salt, 'base64url'), canonicalText(value)),
  ]);
  return { ...padded(canonicalText(salted)), commitments: Object.fromEntries(commitments) };
}

function padded(text: string): Omit<Prepared, 'commitments'> {
  const length = Buffer.byteLength(text);
  // Of Node's pool, where memory of its own would be one more thing to clear away.
  const plaintext = Buffer.allocUnsafe(sizeClass(4 + length)).fill(0, 4 + length);
  plaintext.writeUInt32BE(length);
  plaintext.write(text, 4, 'utf8');
  return { text, plaintext };
}

/** Characters of the box that these values are sealed in. @throws TypeError as {@link prepare} */
export function boxLength(values: Readonly<Record<string, Json>>): number {
  const bytes = 1 + IV_BYTES + prepare(values).plaintext.length + TAG_BYTES;
  return Math.ceil((bytes * 4) / 3);
}

function associatedData(keyId: Uuid, eventId: Uuid): Buffer {
  return Buffer.from(`inzage:envelope:1|${keyId}|${eventId}`, 'utf8');
}

/** Box ★: base64url of format, IV, ciphertext, tag. An IV is never used twice under a key. */
export function encrypt(
  key: KeyObject,
  keyId: Uuid,
  eventId: Uuid,
  plaintext: Buffer,
  random: Random = systemRandom,
): string {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(keyId, eventId));
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([Buffer.of(FORMAT), iv, ciphertext, cipher.getAuthTag()]).toString('base64url');
}

/** @throws EnvelopeBroken when the box is not of this key and event, was altered, or is of another format */
export function decrypt(key: KeyObject, keyId: Uuid, eventId: Uuid, box: string): Record<string, Salted> {
  return parseText(decryptText(key, keyId, eventId, box));
}

export function parseText(text: string): Record<string, Salted> {
  return JSON.parse(text) as Record<string, Salted>;
}

/** The text that an envelope holds. @throws EnvelopeBroken as {@link decrypt} */
export function decryptText(key: KeyObject, keyId: Uuid, eventId: Uuid, box: string): string {
  const bytes = Buffer.from(box, 'base64url');
  // One text for one box: what the decoder would overlook is refused.
  if (bytes.toString('base64url') !== box) throw new EnvelopeBroken(eventId, 'encoding');
  if (bytes[0] !== FORMAT) throw new EnvelopeBroken(eventId, 'format');
  if (bytes.length < 1 + IV_BYTES + SMALLEST_CLASS + TAG_BYTES) throw new EnvelopeBroken(eventId, 'length');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(associatedData(keyId, eventId));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const plaintext = decipher.update(bytes.subarray(1 + IV_BYTES, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    throw new EnvelopeBroken(eventId, 'authentication');
  }
  return plaintext.toString('utf8', 4, 4 + plaintext.readUInt32BE());
}
