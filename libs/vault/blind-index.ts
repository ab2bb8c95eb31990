import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { Mac } from '#libs/kernel';
import { random } from './random';
import { derivedKey, type Secrets } from './secrets';
import { KeyringUnavailable, KeyUnavailable, type LookupKind } from './types';

const FORMAT = 0x01;
const [EPOCH_BYTES, IV_BYTES, TAG_BYTES] = [4, 12, 16];
/** Values are padded to multiples of this, so that their length tells little. */
const SIZE = 64;

/** Bytes of a look-up's: they tell values apart as a UUID tells apart what it names, in half the index. */
const LOOKUP_BYTES = 16;

/**
 * What the database sees of a value ★: HMAC-SHA-256 of `<kind>|<value>` under a key that is not in it, of an actor's whole,
 * of a look-up's the first 16 bytes (RFC 2104 section 5).
 */
export function blindIndex(key: Buffer | Mac, kind: LookupKind | 'actor', value: string): Buffer {
  const mac = (key instanceof Mac ? key : new Mac(key)).digest(`${kind}|${value}`, 'hex');
  return Buffer.from(kind === 'actor' ? mac : mac.slice(0, 2 * LOOKUP_BYTES), 'hex');
}

interface EpochKeys {
  /** HKDF of the master key, `inzage:blind-index:1`. */
  readonly blind: Mac;
  /** HKDF of the master key, `inzage:look-up-value:1`. */
  readonly value: KeyObject;
}

/** A value as it is looked for: under the active epoch's key, and under those of others that rows may still be of. */
export interface Blinds {
  readonly active: Buffer;
  readonly others: readonly Buffer[];
}

/**
 * The blind index follows the epochs of the master key ★: with an epoch its key ends, so that an old copy of the keyring
 * does not tell who was a customer. Epoch 0 is the look-up key of a secrets file of before. So that rows can be made anew
 * under another epoch, each has its value with it, sealed under a key of the epoch.
 */
export class BlindIndex {
  private keys: ReadonlyMap<number, EpochKeys> = new Map();
  private before: Mac | undefined;

  /** @param epoch that rows are made under; @param masterEpoch that is active, by the keyring */
  constructor(
    secrets: Secrets,
    public epoch: number,
    public masterEpoch: number,
  ) {
    this.take(secrets);
  }

  take({ masterKeys, lookupKey }: Secrets): void {
    this.before = lookupKey && new Mac(lookupKey);
    this.keys = new Map(
      masterKeys.map(({ epoch, key }) => [
        epoch,
        {
          blind: new Mac(derivedKey(key, 'inzage:blind-index:1')),
          value: createSecretKey(derivedKey(key, 'inzage:look-up-value:1')),
        },
      ]),
    );
  }

  /** @throws KeyringUnavailable while the active epoch is not at hand */
  of(kind: LookupKind | 'actor', value: string): Blinds {
    const active = this.under(this.epoch, kind, value);
    if (!active)
      throw new KeyringUnavailable(
        `the blind index of epoch ${this.epoch} is active, and its key is not here`,
      );
    const others = [...(this.before ? [0] : []), ...this.keys.keys()].filter(epoch =>
      this.mayHaveRows(epoch),
    );
    return { active, others: others.map(epoch => this.under(epoch, kind, value)!) };
  }

  /** All that a value may be kept as. */
  all(kind: LookupKind | 'actor', value: string): Buffer[] {
    const { active, others } = this.of(kind, value);
    return [active, ...others];
  }

  /** Under one epoch; undefined where its key is not at hand. */
  under(epoch: number, kind: LookupKind | 'actor', value: string): Buffer | undefined {
    const key = epoch === 0 ? this.before : this.keys.get(epoch)?.blind;
    return key && blindIndex(key, kind, value);
  }

  /** An older epoch has the rows that are not made anew yet; a newer one may be active already, unknown to this process. */
  private mayHaveRows(epoch: number): boolean {
    return epoch < this.epoch || epoch > Math.max(this.epoch, this.masterEpoch);
  }

  /**
   * A look-up row's own value ★: format (1 byte), epoch (4, big-endian), IV (12), AES-256-GCM of length (2, big-endian),
   * UTF-8 and zeros, tag (16). Associated data: `inzage:look-up:1|<kind>|<owner>`.
   */
  sealValue(kind: LookupKind, owner: string, value: string): Buffer {
    const { value: key } = this.keys.get(this.masterEpoch) ?? this.missing();
    const text = Buffer.from(value, 'utf8');
    const plaintext = Buffer.alloc(Math.ceil((2 + text.length) / SIZE) * SIZE);
    plaintext.writeUInt16BE(text.length);
    text.copy(plaintext, 2);
    const head = Buffer.alloc(1 + EPOCH_BYTES, FORMAT);
    head.writeUInt32BE(this.masterEpoch, 1);
    const iv = random(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(associatedData(kind, owner));
    return Buffer.concat([head, iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws KeyUnavailable when its epoch is not at hand or the row was altered */
  openValue(kind: LookupKind, owner: string, box: Buffer): string {
    const start = 1 + EPOCH_BYTES;
    const key = box.length > start + IV_BYTES + TAG_BYTES && this.keys.get(box.readUInt32BE(1))?.value;
    if (!key || box[0] !== FORMAT) throw new KeyUnavailable('a look-up row is of another format, or epoch');
    const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(start, start + IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(associatedData(kind, owner));
    decipher.setAuthTag(box.subarray(-TAG_BYTES));
    const plaintext = decipher.update(box.subarray(start + IV_BYTES, -TAG_BYTES));
    try {
      decipher.final();
    } catch {
      throw new KeyUnavailable('a look-up row was altered');
    }
    return plaintext.toString('utf8', 2, 2 + plaintext.readUInt16BE());
  }

  private missing(): never {
    throw new KeyringUnavailable(`epoch ${this.masterEpoch} of the master key is active, and not here`);
  }
}

function associatedData(kind: LookupKind, owner: string): Buffer {
  return Buffer.from(`inzage:look-up:1|${kind}|${owner}`, 'utf8');
}
