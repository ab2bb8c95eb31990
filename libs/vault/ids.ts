import { createHmac, type KeyObject } from 'node:crypto';
import { canonicalBytes, derivedId, type Json, type Uuid } from '#libs/kernel';
import { idKeys, type IdKeys, type Secrets } from './secrets';

/** Ids that follow from the secrets ★: the same for ever, and nothing without them. */
export class Ids {
  private readonly keys: IdKeys;

  constructor(secrets: Secrets) {
    this.keys = idKeys(secrets);
  }

  commandId(issuer: string, client: string, route: string, key: Uuid): Uuid {
    // A UUID means the same in capitals (RFC 9562, section 4).
    return derivedId(this.keys.command, issuer, client, route, key.toLowerCase());
  }

  idFrom(commandId: Uuid, role: string, index = 0): Uuid {
    return derivedId(this.keys.derived, commandId, role, String(index));
  }

  clearFingerprint(content: Json): string {
    return mac(this.keys.clear, content);
  }

  fingerprintOfBefore(content: Json): string | undefined {
    return this.keys.fingerprintOfBefore && mac(this.keys.fingerprintOfBefore, content);
  }
}

/** HMAC-SHA-256 under HMAC-SHA-256(all keys, one after the other; `inzage:fingerprint:2`) ★: without one of them it is nothing. */
export function keyedFingerprint(keys: readonly KeyObject[], content: Json): string {
  const all = Buffer.concat(keys.map(key => key.export()));
  return mac(createHmac('sha256', all).update('inzage:fingerprint:2').digest(), content);
}

function mac(key: Buffer, content: Json): string {
  return createHmac('sha256', key).update(canonicalBytes(content)).digest('base64url');
}
