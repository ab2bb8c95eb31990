import type { KeyObject } from 'node:crypto';
import { canonicalText, derivedId, Mac, type Json, type Uuid } from '#libs/kernel';
import { idKeys, type IdKeys, type Secrets } from './secrets';

/** Ids that follow from the secrets ★: the same for ever, and nothing without them. */
export class Ids {
  private readonly keys: { readonly [K in keyof IdKeys]: Mac };

  constructor(secrets: Secrets) {
    const { command, derived, clear, fingerprintOfBefore: before } = idKeys(secrets);
    this.keys = {
      command: new Mac(command),
      derived: new Mac(derived),
      clear: new Mac(clear),
      ...(before && { fingerprintOfBefore: new Mac(before) }),
    };
  }

  commandId(issuer: string, client: string, route: string, key: Uuid): Uuid {
    // A UUID means the same in capitals (RFC 9562, section 4).
    return derivedId(this.keys.command, issuer, client, route, key.toLowerCase());
  }

  idFrom(commandId: Uuid, role: string, index = 0): Uuid {
    return derivedId(this.keys.derived, commandId, role, String(index));
  }

  clearFingerprint(content: Json): string {
    return fingerprint(this.keys.clear, content);
  }

  fingerprintOfBefore(content: Json): string | undefined {
    return this.keys.fingerprintOfBefore && fingerprint(this.keys.fingerprintOfBefore, content);
  }
}

/** HMAC-SHA-256 under HMAC-SHA-256(all keys, one after the other; `inzage:fingerprint:2`) ★: without one of them it is nothing. */
export function keyedFingerprint(keys: readonly KeyObject[], content: Json): string {
  const all = new Mac(Buffer.concat(keys.map(key => key.export())));
  return fingerprint(new Mac(Buffer.from(all.digest('inzage:fingerprint:2', 'hex'), 'hex')), content);
}

function fingerprint(mac: Mac, content: Json): string {
  return mac.digest(canonicalText(content), 'base64url');
}
