import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { publicBytes } from '../note';

interface Stored {
  readonly v: 1;
  /** PKCS 8 in DER, base64. */
  readonly keys: readonly string[];
}

/** The file of signing keys cannot be used. The message says what to do, and nothing of a key. */
export class SigningFileRefused extends Error {
  override readonly name = 'SigningFileRefused';
}

/** The private keys that checkpoints are signed with (`INZAGE_SIGNING_FILE`), mode 0600, apart from everything else. */
export class SigningFile {
  constructor(readonly path: string) {}

  /** All of them; none where there is no file. @throws SigningFileRefused */
  async keys(): Promise<KeyObject[]> {
    let text: string;
    try {
      const { mode } = await stat(this.path);
      if ((mode & 0o077) !== 0)
        throw new SigningFileRefused('Others can read the file of INZAGE_SIGNING_FILE: chmod 600 it.');
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return [];
      if (error instanceof SigningFileRefused) throw error;
      throw new SigningFileRefused('The file of INZAGE_SIGNING_FILE cannot be read.');
    }
    try {
      const { v, keys } = JSON.parse(text) as Stored;
      if (v !== 1) throw new Error('another version');
      return keys.map(key =>
        createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs8' }),
      );
    } catch {
      throw new SigningFileRefused('The file of INZAGE_SIGNING_FILE is not one: restore it from its backup.');
    }
  }

  /** Makes a new Ed25519 key, on the disk when this resolves. */
  async make(): Promise<KeyObject> {
    const { privateKey } = generateKeyPairSync('ed25519');
    await this.write([...(await this.keys()), privateKey]);
    return privateKey;
  }

  /** Leaves only those keys whose public bytes are among these, so that a retired one signs nothing any more. */
  async keep(publics: readonly Buffer[]): Promise<void> {
    const keys = await this.keys();
    const kept = keys.filter(key => publics.some(each => each.equals(publicBytes(createPublicKey(key)))));
    if (kept.length < keys.length) await this.write(kept);
  }

  private async write(keys: readonly KeyObject[]): Promise<void> {
    const stored: Stored = {
      v: 1,
      keys: keys.map(key => key.export({ format: 'der', type: 'pkcs8' }).toString('base64')),
    };
    const beside = `${this.path}.new`;
    const file = await open(beside, 'w', 0o600);
    await file.writeFile(`${JSON.stringify(stored)}\n`);
    await file.sync();
    await file.close();
    await rename(beside, this.path);
  }
}
