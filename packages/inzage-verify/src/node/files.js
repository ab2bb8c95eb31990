// @ts-check
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { fromUtf8 } from '../bytes.js';

/** A file that is not there, too large, or no text. */
export class Unreadable extends Error {}

/** Largest file that is read as a whole, in bytes: proofs, notes, entries. */
const LARGEST = 4 * 1024 * 1024;

/** @param {string} path */
export function bytesOf(path) {
  try {
    if (statSync(path).size > LARGEST) throw new Unreadable(`${path} is too large.`);
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** @param {string} path */
export function textOf(path) {
  const text = fromUtf8(bytesOf(path));
  if (text === undefined) throw new Unreadable(`${path} is no UTF-8 text.`);
  return text;
}

/**
 * @param {string} path
 * @returns {AsyncGenerator<Uint8Array>}
 */
export async function* chunksOf(path) {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }))
      yield /** @type {Uint8Array} */ (chunk);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * @param {string} path
 * @param {unknown} error
 */
function unreadable(path, error) {
  if (error instanceof Unreadable) return error;
  const code = codeOf(error);
  return new Unreadable(`${path} cannot be read${code ? ` (${code})` : ''}.`);
}

/**
 * Code of an error of the system, such as `ENOENT`; empty if it has none.
 * @param {unknown} error
 */
export function codeOf(error) {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** @param {unknown} error */
export function messageOf(error) {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
