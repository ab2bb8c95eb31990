import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { Uuid } from '#libs/kernel';
import { random } from './random';
import type { Secrets } from './secrets';
import { KeyringUnavailable, KeyUnavailable, type KeyScope } from './types';

const FORMAT = 0x01;
const IV_BYTES = 12;
const KEY_BYTES = 32;
const TAG_BYTES = 16;

/**
 * Data keys (DEK) under the master key (KEK), the outer part of envelope encryption: format (1 byte), IV (12, random), AES-256-GCM ciphertext (32), tag (16). Associated data
 * is `inzage:key:1|<key id>|<owner>|<purpose>|<period>|<epoch>`, so that a row that was moved or relabelled does not
 * open. Random IVs are good for 2^32 keys under one epoch (NIST SP 800-38D, 8.3).
 */
export class Wrapping {
  private masters: ReadonlyMap<number, KeyObject> = new Map();

  /** @param epoch that new keys are wrapped under, as the keyring says */
  constructor(
    secrets: Pick<Secrets, 'masterKeys'>,
    public epoch: number,
  ) {
    this.take(secrets);
  }

  /** From now on these are the epochs that are at hand. */
  take({ masterKeys }: Pick<Secrets, 'masterKeys'>): void {
    this.masters = new Map(masterKeys.map(({ epoch, key }) => [epoch, createSecretKey(key)]));
  }

  /** Epochs that are at hand, in order. */
  get epochs(): readonly number[] {
    return [...this.masters.keys()].sort((a, b) => a - b);
  }

  /** A new key and how it is kept. @throws KeyringUnavailable */
  newKey(keyId: Uuid, scope: KeyScope): { key: KeyObject; wrapped: Buffer } {
    const raw = random(KEY_BYTES);
    const wrapped = this.wrap(raw, keyId, scope);
    return { key: createSecretKey(raw), wrapped };
  }

  /** @throws KeyringUnavailable while the epoch that is active is not at hand */
  wrap(raw: Buffer, keyId: Uuid, scope: KeyScope): Buffer {
    const master = this.masters.get(this.epoch);
    if (!master)
      throw new KeyringUnavailable(
        `epoch ${this.epoch} of the master key is active, and not in the secrets file here`,
      );
    const iv = random(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', master, iv, {
      authTagLength: TAG_BYTES,
    });
    cipher.setAAD(associatedData(keyId, scope, this.epoch));
    return Buffer.concat([Buffer.of(FORMAT), iv, cipher.update(raw), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws KeyUnavailable when its epoch is not at hand or the row is not as it was written */
  unwrap(wrapped: Buffer, keyId: Uuid, scope: KeyScope, epoch: number): KeyObject {
    return createSecretKey(this.raw(wrapped, keyId, scope, epoch));
  }

  /** The same key under the epoch that is active. @throws as {@link unwrap} and {@link wrap} */
  rewrap(wrapped: Buffer, keyId: Uuid, scope: KeyScope, epoch: number): Buffer {
    return this.wrap(this.raw(wrapped, keyId, scope, epoch), keyId, scope);
  }

  private raw(wrapped: Buffer, keyId: Uuid, scope: KeyScope, epoch: number): Buffer {
    const master = this.masters.get(epoch);
    if (!master) throw new KeyUnavailable(`key ${keyId} needs epoch ${epoch} of the master key`);
    if (wrapped.length !== 1 + IV_BYTES + KEY_BYTES + TAG_BYTES || wrapped[0] !== FORMAT)
      throw new KeyUnavailable(`key ${keyId} is kept in an unknown format`);
    const decipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(1, 1 + IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(associatedData(keyId, scope, epoch));
    decipher.setAuthTag(wrapped.subarray(-TAG_BYTES));
    const raw = decipher.update(wrapped.subarray(1 + IV_BYTES, -TAG_BYTES));
    try {
      decipher.final();
    } catch {
      throw new KeyUnavailable(`key ${keyId} does not unwrap: its row was altered`);
    }
    return raw;
  }
}

function associatedData(keyId: Uuid, scope: KeyScope, epoch: number): Buffer {
  return Buffer.from(
    `inzage:key:1|${keyId}|${scope.owner}|${scope.purpose}|${scope.period}|${epoch}`,
    'utf8',
  );
}
