// @ts-check
import { equal } from '../bytes.js';
import { openCheckpoint, parseCheckpoint } from '../checkpoint.js';
import { parseNote } from '../note.js';
import { verifyConsistency } from '../proofs.js';
import { among, disproved, notCompared, proved } from '../verdict.js';
import { LinesFile } from './notes-file.js';

/**
 * @typedef {import('../verdict.js').Verdict} Verdict
 *
 * @typedef {object} Watched
 * @property {string} url of the service, without a last slash
 * @property {string | undefined} token
 * @property {string} state file of the notes that were seen
 * @property {readonly import('../note.js').Key[]} keys
 */

/**
 * One look at a log from outside: its newest checkpoint is kept if the tree of the last one kept is its beginning.
 * @param {Watched} watched
 * @returns {Promise<Verdict>}
 */
export async function look({ url, token, state, keys }) {
  const seen = new LinesFile(state);
  try {
    const answer = await get(`${url}/v1/checkpoints/latest`, token);
    if (typeof answer !== 'string') return answer;
    const opened = await openCheckpoint(answer, keys);
    if (!opened.ok)
      return notCompared(`checkpoint-${opened.code}`, 'The log gave no checkpoint that a given key signed.');
    const { checkpoint } = opened;
    const said = { origin: checkpoint.origin, size: String(checkpoint.size) };
    const note = seen.notes.at(-1);
    if (note === undefined) {
      seen.add({ note: answer });
      return notCompared(
        'first-look',
        `Kept the checkpoint of ${checkpoint.size} entries; there was none to compare with.`,
        said,
      );
    }
    const known = parseCheckpoint(parseNote(note)?.text ?? '');
    if (!known) return notCompared('not-a-checkpoint', `${state} has a line that is no checkpoint.`);
    if (known.origin !== checkpoint.origin)
      return notCompared('another-origin', `The log was ${known.origin}, and is ${checkpoint.origin}.`, said);
    if (checkpoint.size < known.size)
      return disproved('shrunk', `The log had ${known.size} entries, and says ${checkpoint.size}.`, {
        ...said,
        ...among(checkpoint.size),
      });
    if (checkpoint.size === known.size)
      return equal(checkpoint.root, known.root)
        ? proved('unchanged', `The log has ${known.size} entries, as at the last look.`, said)
        : disproved('two-histories', `The log signed two trees of ${known.size} entries.`, said);
    const consistency =
      known.size === 0n ? '{"proof":[]}' : await proofOf(url, token, known.size, checkpoint.size);
    if (typeof consistency !== 'string') return consistency;
    const verdict = await verifyConsistency(consistency, { keys, checkpoints: [note, answer] });
    if (verdict.verdict === 'proved' || known.size === 0n) seen.add({ note: answer });
    return verdict;
  } finally {
    seen.close();
  }
}

/**
 * @param {string} url
 * @param {string | undefined} token
 * @param {bigint} from
 * @param {bigint} to
 */
function proofOf(url, token, from, to) {
  return get(`${url}/v1/register/consistency?from=${from}&to=${to}`, token);
}

/**
 * @param {string} url
 * @param {string | undefined} token
 * @returns {Promise<string | Verdict>}
 */
async function get(url, token) {
  try {
    const response = await fetch(url, {
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
    });
    if (response.status !== 200) return notCompared('refused', `${url} answered ${response.status}.`);
    return await response.text();
  } catch {
    return notCompared('unreachable', `${url} cannot be reached.`);
  }
}
