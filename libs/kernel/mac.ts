import { hash } from 'node:crypto';

/** Bytes of a block, and of a digest, of SHA-256. */
const [BLOCK, DIGEST] = [64, 32];
/** Where inner blocks are put together: nothing here waits, so one at a time is. Longer texts get a buffer of their own. */
const scratch = Buffer.alloc(BLOCK + 4_096);

/**
 * HMAC-SHA-256 (RFC 2104) of texts in UTF-8, under one key. By two one-shot hashes that give text: a third of the time
 * of Node's Hmac, whose object and whose digest as a Buffer V8 also has to clear away.
 */
export class Mac {
  // Of the key: what is printed does not show them.
  // Of Node's pool, where memory of their own would be two more things to clear away.
  readonly #inner = Buffer.allocUnsafe(BLOCK).fill(0x36);
  readonly #outer = Buffer.allocUnsafe(BLOCK + DIGEST).fill(0x5c);

  constructor(key: Buffer) {
    const short = key.length > BLOCK ? Buffer.from(hash('sha256', key, 'hex'), 'hex') : key;
    short.forEach((byte, at) => {
      this.#inner[at]! ^= byte;
      this.#outer[at]! ^= byte;
    });
  }

  digest(text: string, encoding: 'hex' | 'base64url'): string {
    const length = Buffer.byteLength(text, 'utf8');
    const block = BLOCK + length <= scratch.length ? scratch : Buffer.allocUnsafe(BLOCK + length);
    block.set(this.#inner);
    block.write(text, BLOCK, 'utf8');
    this.#outer.write(hash('sha256', block.subarray(0, BLOCK + length), 'hex'), BLOCK, 'hex');
    // What was written may be somebody's.
    block.fill(0, 0, BLOCK + length);
    return hash('sha256', this.#outer, encoding);
  }
}
