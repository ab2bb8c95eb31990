import { randomBytes, randomUUID } from 'node:crypto';
import { Mac } from './mac';

/** Lower-case text form of a UUID (RFC 9562). */
export type Uuid = string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Variant 10 with the two bits that are the id's own. */
const VARIANTS = ['8', '9', 'a', 'b'];

/** The first 32 hexadecimal digits, less what says the version and the variant. */
function asVersion8(hex: string): Uuid {
  const variant = VARIANTS[parseInt(hex.charAt(16), 16) & 0x03]!;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * A UUIDv8 that follows from a secret and parts, the same for the same parts for ever (storage format).
 * Each part is preceded by its length, so that no two lists of parts run together.
 */
export function derivedId(secret: Buffer | Mac, ...parts: readonly string[]): Uuid {
  let text = '';
  for (const part of parts) text += `${Buffer.byteLength(part)}:${part}`;
  return asVersion8((secret instanceof Mac ? secret : new Mac(secret)).digest(text, 'hex'));
}

/** A random UUIDv8, for what has no command to follow from. */
export function randomId(): Uuid {
  return asVersion8(randomBytes(16).toString('hex'));
}

/** A random UUIDv7 (RFC 9562 section 5.7): one made later by this machine’s clock comes after it, to the millisecond, so that an index grows at its end. */
export function orderedId(): Uuid {
  const time = Date.now().toString(16).padStart(12, '0');
  // After the version digit a UUIDv4 is random, but for the same variant.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
