import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { toBase64 } from '../../packages/inzage-verify/src/bytes.js';

/** Who signs notes in tests: keys by their seed, so that vectors come out the same. */
export class Signer {
  private readonly privateKey: KeyObject;
  private readonly typed: Buffer;
  private readonly id: Buffer;
  readonly vkey: string;

  constructor(
    readonly name: string,
    seed: number,
    private readonly type: 1 | 4 = 1,
  ) {
    const pkcs8 = Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      createHash('sha256').update(`test key ${seed}`).digest(),
    ]);
    this.privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    const spki = createPublicKey(this.privateKey).export({ format: 'der', type: 'spki' });
    this.typed = Buffer.concat([Buffer.of(type), spki.subarray(-32)]);
    this.id = createHash('sha256').update(`${name}\n`).update(this.typed).digest().subarray(0, 4);
    this.vkey = `${name}+${this.id.toString('hex')}+${this.typed.toString('base64')}`;
  }

  /** The signature line of a text that ends in a newline. */
  line(text: string, time = 1_700_000_000): string {
    if (this.type === 1) return this.encoded(sign(null, Buffer.from(text), this.privateKey));
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(BigInt(time));
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), this.privateKey);
    return this.encoded(Buffer.concat([stamp, signature]));
  }

  private encoded(signature: Buffer): string {
    return `— ${this.name} ${toBase64(Buffer.concat([this.id, signature]))}\n`;
  }
}

/** A note that all of them sign. */
export function noteOf(text: string, ...signers: readonly Signer[]): string {
  return `${text}\n${signers.map(signer => signer.line(text)).join('')}`;
}

export function checkpointText(origin: string, size: number | bigint, root: Uint8Array): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}
