import { createHmac, randomBytes } from 'node:crypto';
import type { Uuid } from '#libs/kernel';

/** Signatures of Standard Webhooks 1.0 (https://www.standardwebhooks.com): `v1`, HMAC-SHA256. */

const PREFIX = 'whsec_';

/** A new secret, as receivers take it: `whsec_` and 32 random bytes, base64. */
export function newSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

/**
 * Headers of a message.
 * @param secret as {@link newSecret} made it
 * @param at when it is sent; receivers refuse what is minutes old
 */
export function signedHeaders(
  secret: string,
  message: Uuid,
  at: Date,
  body: string,
): Readonly<Record<`webhook-${'id' | 'timestamp' | 'signature'}`, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${message}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': message, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
