import { randomInt } from 'node:crypto';

/** Bits of an integer's type that can change without leaving it or its sign. */
const BITS: Readonly<Record<string, number>> = { smallint: 15, integer: 31, bigint: 62 };

/**
 * The same value but for one bit, or for one character where its type knows only some; as text that PostgreSQL reads. Undefined
 * for a value that has nothing to change.
 */
export function near(value: string, type: string): string | undefined {
  if (type === 'bytea') return hex(value);
  if (type in BITS) return String(BigInt(value) ^ (1n << BigInt(randomInt(BITS[type]!))));
  if (type.startsWith('timestamp')) return moved(value);
  if (type === 'uuid')
    return at(value, /[0-9a-f]/g, char => ((parseInt(char, 16) ^ (1 << randomInt(4))) % 16).toString(16));
  if (type === 'boolean') return value === 'true' ? 'false' : 'true';
  return at(value, /[A-Za-z0-9]/g, char =>
    String.fromCharCode(char.charCodeAt(0) ^ 1).replace(/[^A-Za-z0-9]/, 'x'),
  );
}

/** `\x…`, as PostgreSQL writes bytes. */
function hex(value: string): string | undefined {
  const bytes = Buffer.from(value.slice(2), 'hex');
  if (bytes.length === 0) return undefined;
  bytes[randomInt(bytes.length)]! ^= 1 << randomInt(8);
  return `\\x${bytes.toString('hex')}`;
}

/** Times are kept by the millisecond. */
function moved(value: string): string | undefined {
  const time = Date.parse(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  return Number.isNaN(time) ? '2999-01-01T00:00:00Z' : new Date(time + 2 ** randomInt(20)).toISOString();
}

function at(value: string, of: RegExp, change: (char: string) => string): string | undefined {
  const where = [...value.matchAll(of)];
  if (where.length === 0) return undefined;
  const { index, 0: char } = where[randomInt(where.length)]!;
  return value.slice(0, index) + change(char) + value.slice(index + 1);
}
