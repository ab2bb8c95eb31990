import { createHmac } from 'node:crypto';
import { canonicalBytes, derivedId, type Json, type Uuid } from '#libs/kernel';
import { idKeys, type Secrets } from './secrets';

/** Ids and fingerprints that follow from the id secret ★: the same for ever, and nothing without the secret. */
export class Ids {
  private readonly keys: ReturnType<typeof idKeys>;

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

  fingerprint(body: Json): string {
    return createHmac('sha256', this.keys.fingerprint).update(canonicalBytes(body)).digest('base64url');
  }
}
