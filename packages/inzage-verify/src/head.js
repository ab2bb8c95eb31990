// @ts-check
import { parseSize } from './bytes.js';
import { parseObject } from './lines.js';
import { notCompared } from './verdict.js';

/**
 * Head of an export (`inzage/register-export/1`).
 * @typedef {object} Head
 * @property {'range' | 'selection'} scope
 * @property {bigint} from
 * @property {bigint} to
 * @property {bigint} size
 * @property {string | null} checkpoint
 *
 * @typedef {import('./verdict.js').Verdict} Verdict
 */

/**
 * @param {string | undefined} text
 * @returns {Head | Verdict}
 */
export function parseHead(text) {
  const head = parseObject(text);
  if (!head) return notCompared('not-an-export', 'The first line is no head of an export.');
  if (head['format'] !== 'inzage/register-export/1')
    return notCompared('another-format', 'The export is of a format that is not known here.');
  const [from, to, size] = [sizeOf(head['from']), sizeOf(head['to']), sizeOf(head['size'])];
  const { scope, checkpoint } = head;
  if (
    (scope !== 'range' && scope !== 'selection') ||
    from === undefined ||
    to === undefined ||
    size === undefined ||
    from > to ||
    to > size ||
    (checkpoint !== null && typeof checkpoint !== 'string')
  )
    return notCompared('not-an-export', 'The head of the export is incomplete.');
  return { scope, from, to, size, checkpoint };
}

/**
 * A size as an export writes it: decimal text.
 * @param {unknown} value
 */
export function sizeOf(value) {
  return typeof value === 'string' ? parseSize(value) : undefined;
}
