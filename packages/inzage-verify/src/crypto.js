// @ts-check
import { concat, utf8 } from './bytes.js';

/**
 * The only two primitives: SHA-256, and verification of Ed25519 (RFC 8032). Node.js computes them by itself and at once;
 * a browser by WebCrypto. Whoever awaits works with both.
 */
const node = /** @type {typeof import('node:crypto') | undefined} */ (
  globalThis.process?.getBuiltinModule?.('node:crypto')
);

/** The platform has no Ed25519: nothing was compared. */
export class NoEd25519 extends Error {}

/**
 * @param {Uint8Array} bytes
 * @returns {Uint8Array | Promise<Uint8Array>}
 */
export function sha256(bytes) {
  if (node) return node.hash('sha256', bytes, 'buffer');
  return globalThis.crypto.subtle
    .digest('SHA-256', /** @type {Uint8Array<ArrayBuffer>} */ (bytes))
    .then(hash => new Uint8Array(hash));
}

/** Header of a public key in SubjectPublicKeyInfo (RFC 8410). */
const SPKI = Uint8Array.from([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]);

/**
 * @param {Uint8Array} publicKey 32 bytes
 * @param {Uint8Array | string} message
 * @param {Uint8Array} signature 64 bytes
 * @returns {Promise<boolean>}
 * @throws {NoEd25519} if the platform cannot compute it
 */
export async function verifyEd25519(publicKey, message, signature) {
  const bytes = typeof message === 'string' ? utf8(message) : message;
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const spki = concat(SPKI, publicKey);
  if (node) {
    const key = node.createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return node.verify(null, bytes, key, signature);
  }
  /** @type {(bytes: Uint8Array) => Uint8Array<ArrayBuffer>} */
  const own = given => new Uint8Array(given);
  const { subtle } = globalThis.crypto;
  const key = await subtle.importKey('spki', own(spki), 'Ed25519', false, ['verify']).catch(() => undefined);
  if (!key) throw new NoEd25519();
  return subtle.verify('Ed25519', key, own(signature), own(bytes));
}
