// @ts-check
import { fromUtf8 } from './bytes.js';

/** Longest line that is read, in bytes. */
export const LONGEST_LINE = 4 * 1024 * 1024;

/**
 * Lines of a file as it is read, however long it is. `ended` is false of a last line without its newline. A line that is
 * no UTF-8, or too long, has no text.
 * @param {AsyncIterable<Uint8Array> | Iterable<Uint8Array>} chunks
 * @returns {AsyncGenerator<{ readonly text: string | undefined, readonly ended: boolean }, undefined, undefined>}
 */
export async function* linesOf(chunks) {
  /** @type {Uint8Array[]} */
  let begun = [];
  let length = 0;
  const line = (/** @type {Uint8Array} */ last) => {
    const bytes = begun.length === 0 ? last : join([...begun, last], length + last.length);
    begun = [];
    length = 0;
    return bytes.length > LONGEST_LINE ? undefined : fromUtf8(bytes);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield { text: line(chunk.subarray(start, end)), ended: true };
      start = end + 1;
    }
    if (start === chunk.length) continue;
    const rest = chunk.slice(start);
    length += rest.length;
    if (length <= LONGEST_LINE) begun.push(rest);
  }
  if (length > 0) yield { text: line(new Uint8Array()), ended: false };
}

/**
 * @param {readonly Uint8Array[]} parts
 * @param {number} length
 */
function join(parts, length) {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * A JSON object; undefined if the text is none.
 * @param {string | undefined} text
 * @returns {Record<string, unknown> | undefined}
 */
export function parseObject(text) {
  if (text === undefined) return undefined;
  try {
    /** @type {unknown} */
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? /** @type {Record<string, unknown>} */ (value)
      : undefined;
  } catch {
    return undefined;
  }
}
