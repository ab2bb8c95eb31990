// @ts-check
import { fromBase64, fromUtf8, toBase64Url } from './bytes.js';
import { sha256 } from './crypto.js';
import { parseHead, sizeOf } from './head.js';
import { linesOf, parseObject } from './lines.js';
import { among, disproved, notCompared, proved } from './verdict.js';

/**
 * @typedef {import('./export.js').Chunks} Chunks
 * @typedef {import('./verdict.js').Verdict} Verdict
 */

/**
 * Stored events against the hashes that the entries of a register have of them. Events are lines `{"bytes": "<base64>"}` in
 * the order of the log; entries are an export, which `verifyExport` checks. An event that no entry names is passed over.
 * @param {Chunks} events
 * @param {Chunks} register
 * @returns {Promise<Verdict>}
 */
export async function verifyEvents(events, register) {
  const lines = linesOf(register);
  const head = parseHead((await lines.next()).value?.text);
  if ('verdict' in head) return head;
  const stored = storedOf(events);
  let event = (await stored.next()).value;
  if (!event) return notCompared('nothing-to-compare', 'The file has no event.');
  let compared = 0;
  let ended = false;
  for await (const { text } of lines) {
    const line = parseObject(text);
    ended = line !== undefined && 'end' in line;
    if (ended) break;
    const n = sizeOf(line?.['n']);
    const entry = parseObject(typeof line?.['entry'] === 'string' ? line['entry'] : undefined);
    const [id, hash] = [entry?.['event'], entry?.['eventHash']];
    if (n === undefined || typeof id !== 'string' || typeof hash !== 'string')
      return notCompared('not-an-entry', `Line ${compared + 2} of the export is no entry.`);
    while (event && !event.malformed && event.id !== id) event = (await stored.next()).value;
    if (event?.malformed) return notCompared('not-an-event', `Line ${event.line} of the events is none.`);
    if (!event) return disproved('event-missing', `The event of entry ${n} is not in the file.`, among(n));
    if (event.hash !== hash)
      return disproved(
        'event-differs',
        `Entry ${n} was made of another event than the one in the file.`,
        among(n),
      );
    compared += 1;
  }
  if (!ended) return notCompared('cut-off', 'The export was cut off.');
  if (compared === 0) return notCompared('nothing-to-compare', 'The export has no entry.');
  return proved('events-proved', `All ${compared} entries were made of the events in the file.`, {
    size: String(compared),
  });
}

/**
 * @typedef {object} Stored
 * @property {boolean} malformed
 * @property {number} line
 * @property {unknown} [id] what the bytes say, undefined if they say none
 * @property {string} [hash]
 */

/**
 * @param {Chunks} file
 * @returns {AsyncGenerator<Stored, undefined, undefined>}
 */
async function* storedOf(file) {
  let line = 0;
  for await (const { text, ended } of linesOf(file)) {
    line += 1;
    const encoded = ended ? parseObject(text)?.['bytes'] : undefined;
    const bytes = typeof encoded === 'string' ? fromBase64(encoded) : undefined;
    if (!bytes) yield { malformed: true, line };
    else
      yield {
        malformed: false,
        line,
        id: parseObject(fromUtf8(bytes))?.['id'],
        hash: toBase64Url(await sha256(bytes)),
      };
  }
}
