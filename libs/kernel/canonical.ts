import canonicalize from 'canonicalize';

/** A value that JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * The canonical text of a JSON value (RFC 8785). What is stored or hashed is always this text in UTF-8.
 * @throws TypeError when the value has no canonical form: undefined, NaN, infinite, a lone surrogate.
 */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a value without a JSON form cannot be made canonical');
  // JSON.stringify escapes a lone surrogate instead of refusing it; RFC 8785 section 3.2.2.2 wants it refused.
  // An escape has an odd number of backslashes before the u: "C:\\udder" is text, not a surrogate.
  if (/(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(text)) throw new TypeError('a lone surrogate has no canonical form');
  return text;
}

/** UTF-8 bytes of {@link canonicalText}. */
export function canonicalBytes(value: unknown): Buffer {
  return Buffer.from(canonicalText(value), 'utf8');
}
