import { DomainError } from '#libs/kernel';
import { InvalidRequest } from './invalid';

/** Levels of nesting in a body, at most. */
const MAX_DEPTH = 32;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** What a program writes for bytes that it could not read: what it stood for is lost already. */
const REPLACEMENT = '\ufffd';
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * A request body, stricter than JSON.parse: UTF-8 without errors or byte order mark, an object at the top, no member
 * named twice (RFC 8259 leaves open which one counts), no U+0000, no U+FFFD, no lone surrogate, no `__proto__`.
 */
export function parseBody(bytes: Buffer): unknown {
  return parseText(decoded(bytes));
}

/** The same of a text, such as a line of NDJSON. */
export function parseText(text: string): unknown {
  if (text.includes('\0')) throw new DomainError('nul-character');
  if (text.includes(REPLACEMENT)) throw new DomainError('replacement-character');
  const { colons, depth } = measured(text);
  if (depth > MAX_DEPTH) throw new InvalidRequest('invalid-request', [{ pointer: '', rule: 'maxDepth' }]);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new DomainError('malformed-json');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidRequest('invalid-request', [{ pointer: '', rule: 'type' }]);
  }
  if (membersOf(body) !== colons) throw new DomainError('duplicate-key');
  // Without an escape none of these can be there: the text above is one of whole characters, without NUL.
  if (text.includes('\\u') || text.includes('__proto__')) refuseUnwanted(body);
  return body;
}

function decoded(bytes: Buffer): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    throw new DomainError('malformed-json');
  }
}

/** Colons and the deepest nesting outside of strings. In valid JSON each colon belongs to one member. */
function measured(text: string): { colons: number; depth: number } {
  let [colons, depth, deepest] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: // "
        i = endOfString(text, i);
        break;
      case 0x3a: // :
        colons++;
        break;
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > deepest) deepest = depth;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
    }
  }
  return { colons, depth: deepest };
}

/** Where a string ends that begins there: at the next quotation mark with no backslash before it, or an even number of them. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

function membersOf(value: object): number {
  let count = 0;
  if (!Array.isArray(value)) count = Object.keys(value).length;
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === 'object' && member !== null) count += membersOf(member);
  }
  return count;
}

function refuseUnwanted(value: unknown): void {
  if (typeof value === 'string') refuseText(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    refuseText(key);
    if (key === '__proto__') throw new InvalidRequest('unknown-field', []);
    refuseUnwanted(member);
  }
}

/** @throws DomainError for a text that PostgreSQL (NUL) or RFC 8785 (lone surrogate) cannot take, or that was lost before (U+FFFD) */
export function refuseText(text: string): void {
  if (text.includes('\0')) throw new DomainError('nul-character');
  if (text.includes(REPLACEMENT)) throw new DomainError('replacement-character');
  if (LONE_SURROGATE.test(text)) throw new DomainError('lone-surrogate');
}
