// @ts-check
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { toBase64 } from '../bytes.js';
import { cosigned, keyId } from '../note.js';

/** The key of a witness: it signs cosignatures and nothing else (C2SP tlog-cosignature, type 04). */
export class Cosigner {
  /**
   * @param {string} name
   * @param {string} id 8 hexadecimal digits
   * @param {import('node:crypto').KeyObject} privateKey
   * @param {Uint8Array} typed 04 and the public key
   */
  constructor(name, id, privateKey, typed) {
    this.name = name;
    this.id = id;
    this.privateKey = privateKey;
    this.vkey = `${name}+${id}+${toBase64(typed)}`;
  }

  /**
   * Makes a key and keeps it in a file that only its owner can read.
   * @param {string} path must not exist
   * @param {string} name a URL without scheme, such as `witness.example/w`
   */
  static async create(path, name) {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
    writeFileSync(path, `${JSON.stringify({ name, privateKey: pem })}\n`, { flag: 'wx', mode: 0o600 });
    return Cosigner.of(name, privateKey);
  }

  /** @param {string} path */
  static async load(path) {
    /** @type {unknown} */
    const json = JSON.parse(readFileSync(path, 'utf8'));
    const kept = /** @type {{ name: string, privateKey: string }} */ (json);
    const { name, privateKey } = kept;
    return Cosigner.of(name, createPrivateKey(privateKey));
  }

  /**
   * @param {string} name
   * @param {import('node:crypto').KeyObject} privateKey
   */
  static async of(name, privateKey) {
    const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
    const typed = Uint8Array.of(4, ...spki.subarray(-32));
    return new Cosigner(name, await keyId(name, typed), privateKey, typed);
  }

  /**
   * The line that cosigns a checkpoint.
   * @param {string} text of the note
   * @param {Date} now
   */
  line(text, now) {
    const time = BigInt(Math.floor(now.getTime() / 1000));
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(time);
    const signature = sign(null, Buffer.from(cosigned(text, time)), this.privateKey);
    return `— ${this.name} ${toBase64(Buffer.concat([Buffer.from(this.id, 'hex'), stamp, signature]))}\n`;
  }
}
