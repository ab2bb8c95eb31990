// @ts-check
/** Text and bytes: strict, because a lenient reader accepts what another refuses. */

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Bytes of standard base64 (RFC 4648 section 4) with padding; undefined if it is not that, or not the one way to write them.
 * @param {string} text
 * @returns {Uint8Array | undefined}
 */
export function fromBase64(text) {
  if (!BASE64.test(text)) return undefined;
  const bytes = Uint8Array.from(atob(text), char => char.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : undefined;
}

/** @param {Uint8Array} bytes */
export function toBase64(bytes) {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/**
 * base64url without padding (RFC 4648 section 5).
 * @param {Uint8Array} bytes
 */
export function toBase64Url(bytes) {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @param {Uint8Array} bytes */
export function toHex(bytes) {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @param {string} text */
export function utf8(text) {
  return encoder.encode(text);
}

/**
 * Text of bytes that must be UTF-8; undefined if they are not. A byte order mark is a character like any other.
 * @param {Uint8Array} bytes
 * @returns {string | undefined}
 */
export function fromUtf8(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Whether a text can be written as UTF-8: half of a surrogate pair cannot.
 * @param {string} text
 */
export function isUtf8(text) {
  return !/\p{Surrogate}/u.test(text);
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export function equal(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

/** @param {readonly Uint8Array[]} parts */
export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * A number of entries as text: decimal digits without leading zero, below 2^63; undefined if it is not that.
 * @param {string} text
 * @returns {bigint | undefined}
 */
export function parseSize(text) {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(text)) return undefined;
  const size = BigInt(text);
  return size < 2n ** 63n ? size : undefined;
}
