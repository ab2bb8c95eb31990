import { createHmac, randomBytes, randomUUID, type KeyObject } from 'node:crypto';

/** Lower-case text form of a UUID (RFC 9562). */
export type Uuid = string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

function asVersion8(bytes: Buffer): Uuid {
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * A UUIDv8 that follows from a secret and parts, the same for the same parts for ever (storage format).
 * Each part is preceded by its length, so that no two lists of parts run together.
 */
export function derivedId(secret: Buffer | KeyObject, ...parts: readonly string[]): Uuid {
  let text = '';
  for (const part of parts) text += `${Buffer.byteLength(part)}:${part}`;
  return asVersion8(createHmac('sha256', secret).update(text).digest());
}

/** A random UUIDv8, for what has no command to follow from. */
export function randomId(): Uuid {
  return asVersion8(randomBytes(16));
}

/** A random UUIDv7 (RFC 9562 section 5.7): one made later comes after it, to the millisecond, so that an index grows at its end. */
export function orderedId(): Uuid {
  const time = Date.now().toString(16).padStart(12, '0');
  // After the version digit a UUIDv4 is random, but for the same variant.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
