// @ts-check
import { equal, fromBase64, toBase64, utf8 } from './bytes.js';
import { sha256 } from './crypto.js';
import { proofOf } from './export.js';
import { sizeOf } from './head.js';
import { linesOf, parseObject } from './lines.js';
import { openNote } from './note.js';
import { openEnclosed, openOutside } from './outside.js';
import { checkInclusion, leafHash } from './tree.js';
import { among, disproved, notCompared, proved, signed } from './verdict.js';

/**
 * @typedef {import('./outside.js').Trust} Trust
 * @typedef {import('./verdict.js').Verdict} Verdict
 */

const FORMAT = 'inzage/erasure-certificate/1';

/**
 * What a certificate of an erasure states: lines of a signed note, each a word and what it says.
 * @typedef {object} Statement
 * @property {string} erasure
 * @property {string} subject
 * @property {string} reason
 * @property {string} begun
 * @property {string | undefined} request
 * @property {string | undefined} fenced
 * @property {readonly string[]} entries base64 of SHA-256 of each entry as the person is shown it
 */

/**
 * @param {string} text
 * @returns {Statement | undefined}
 */
export function parseStatement(text) {
  const [format, ...lines] = text.slice(0, -1).split('\n');
  const all = (/** @type {string} */ word) =>
    lines.flatMap(line => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
  const [erasure, subject, reason, begun] = ['erasure', 'subject', 'reason', 'begun'].map(
    word => all(word)[0],
  );
  const entries = all('entry');
  if (format !== FORMAT || !erasure || !subject || !reason || !begun) return undefined;
  if (entries.length === 0 || entries.some(entry => fromBase64(entry)?.length !== 32)) return undefined;
  return { erasure, subject, reason, begun, request: all('request')[0], fenced: all('fenced')[0], entries };
}

/**
 * A certificate of an erasure: the note that the person gets, or the document for officers and authorities, which encloses
 * that note and adds the entries with their proofs.
 * @param {string} file
 * @param {Trust & { readonly register?: import('./export.js').Chunks | undefined }} trust `register`: the person's own
 *   export of what was done with their data
 * @returns {Promise<Verdict>}
 */
export async function verifyCertificate(file, trust) {
  if (file.startsWith(`${FORMAT}\n`)) return verifyOwn(file, trust);
  const document = parseObject(file);
  if (document?.['format'] !== FORMAT || typeof document['statement'] !== 'string')
    return notCompared('not-a-certificate', 'The file is no certificate of an erasure.');
  const statement = await openStatement(document['statement'], trust);
  return 'verdict' in statement ? statement : verifyDocument(document, statement, trust);
}

/**
 * @param {string} note
 * @param {Trust} trust
 * @returns {Promise<Statement | Verdict>}
 */
async function openStatement(note, { keys }) {
  const opened = await openNote(note, keys);
  if (!opened.ok) {
    const say = opened.code === 'signature-wrong' ? disproved : notCompared;
    return say(`statement-${opened.code}`, 'The certificate is not signed by a key that was given.');
  }
  // A retired key says nothing any more: a statement has no size that would show when it was signed.
  if (!opened.by.some(({ key }) => key.type === 'signature' && key.until === undefined))
    return notCompared(
      'statement-key-retired',
      'The key that signed the certificate has been retired: ask for it anew.',
    );
  return (
    parseStatement(opened.text) ??
    notCompared('not-a-certificate', 'What is signed is no certificate of an erasure.')
  );
}

/**
 * @param {string} note
 * @param {Trust & { readonly register?: import('./export.js').Chunks | undefined }} trust
 * @returns {Promise<Verdict>}
 */
async function verifyOwn(note, trust) {
  const statement = await openStatement(note, trust);
  if ('verdict' in statement) return statement;
  const { entries, erasure } = statement;
  if (trust.register === undefined)
    return signed(
      'statement-signed',
      `${stated(statement)}; its ${entries.length} entries were not compared.`,
    );
  const missing = new Set(entries);
  for await (const { text } of linesOf(trust.register))
    if (text !== undefined) missing.delete(await hashOf(text));
  if (missing.size > 0)
    return disproved(
      'entry-not-in-register',
      `Of the ${entries.length} entries of erasure ${erasure}, ${missing.size} are not in the export.`,
    );
  return signed(
    'statement-and-entries-same',
    `${stated(statement)}; its ${entries.length} entries are in the export.`,
  );
}

/** @param {Statement} statement */
function stated({ erasure, begun, fenced }) {
  return `The log signed that erasure ${erasure} was begun ${begun} and ${fenced ? `fenced ${fenced}` : 'is not fenced yet'}`;
}

/** @param {string} text */
async function hashOf(text) {
  return toBase64(await sha256(utf8(text)));
}

/**
 * @param {Record<string, unknown>} document
 * @param {Statement} statement
 * @param {Trust} trust
 * @returns {Promise<Verdict>}
 */
async function verifyDocument(document, statement, trust) {
  const outside = await openOutside(trust);
  if ('verdict' in outside) return outside;
  const size = sizeOf(document['size']);
  const { checkpoint: note, entries } = document;
  if (size === undefined || !Array.isArray(entries) || (note !== null && typeof note !== 'string'))
    return notCompared('not-a-certificate', 'The certificate is incomplete.');
  const enclosed = note === null ? undefined : await openEnclosed(note, trust);
  if (enclosed && 'verdict' in enclosed) return enclosed;
  if (enclosed && enclosed.checkpoint.size !== size)
    return disproved('enclosed-of-another-size', 'The checkpoint is of another size than the certificate.');
  const same = outside.find(one => one.size === size);
  if (same && enclosed && same.origin !== enclosed.checkpoint.origin)
    return notCompared('another-origin', 'The certificate and the checkpoint are of different logs.');
  if (same && enclosed && !equal(same.root, enclosed.checkpoint.root))
    return disproved('two-histories', `The log signed two trees of ${size} entries.`);
  const tree = same ?? enclosed?.checkpoint;
  if (!tree) return notCompared('no-checkpoint-of-size', `There is no checkpoint of ${size} entries.`);
  const said = { origin: tree.origin, size: String(size) };

  /** @type {Record<string, unknown>[]} */
  const read = [];
  /** @type {string[]} */
  const hashes = [];
  for (const value of /** @type {unknown[]} */ (entries)) {
    const line = /** @type {Record<string, unknown> | null} */ (typeof value === 'object' ? value : null);
    const [index, text, proof] = [sizeOf(line?.['n']), line?.['entry'], proofOf(line?.['proof'])];
    const entry = typeof text === 'string' ? parseObject(text) : undefined;
    if (index === undefined || typeof text !== 'string' || !proof || !entry)
      return notCompared('not-a-certificate', 'An entry of the certificate cannot be read.', said);
    const leaf = await leafHash(utf8(text));
    const result = await checkInclusion({ index, size, leaf, root: tree.root, proof });
    if (!result.ok)
      return disproved(`inclusion-${result.code}`, `Entry ${index} is not in the tree of the checkpoint.`, {
        ...said,
        ...among(index),
      });
    if (!concerns(entry, statement))
      return disproved('entry-of-another', `Entry ${index} is not of this erasure.`, {
        ...said,
        ...among(index),
      });
    read.push(entry);
    hashes.push(await hashOf(JSON.stringify(asShown(entry))));
  }
  if (!sameSet(hashes, statement.entries))
    return disproved(
      'entries-differ',
      'The entries are not the ones that the certificate was signed over.',
      said,
    );
  const wrong = differs(read, statement);
  if (wrong)
    return disproved('statement-differs', `What is stated as ${wrong} is not what the entries say.`, said);
  const come = statement.fenced ? 'begun and fenced' : 'begun, and not fenced yet';
  const what = `Erasure ${statement.erasure} is ${come}, as its ${read.length} entries say`;
  // A token of RFC 3161 wants certificates to be read, which takes more than there is here.
  const stamped = typeof document['timeStamp'] === 'string';
  const stamp = stamped ? '; its time stamp was not compared' : '';
  const all = { ...said, ...(stamped && { timeStamp: /** @type {const} */ ('not-compared') }) };
  return same || enclosed?.cosigned
    ? proved(
        'certificate-proved',
        `${what}, which are in the tree of the checkpoint from outside${stamp}.`,
        all,
      )
    : signed(
        'certificate-as-signed',
        `${what}, which are in the tree that the log signed; nothing outside says so${stamp}.`,
        all,
      );
}

/**
 * @param {Record<string, unknown>} entry
 * @param {Statement} statement
 */
function concerns(entry, { erasure, subject }) {
  return aboutOf(entry)['erasure'] === erasure && entry['subject'] === subject;
}

/** @param {Record<string, unknown>} entry */
function aboutOf(entry) {
  const about = entry['about'];
  return /** @type {Record<string, unknown>} */ (typeof about === 'object' && about !== null ? about : {});
}

/**
 * The first word of the statement that the entries do not bear out.
 * @param {readonly Record<string, unknown>[]} entries
 * @param {Statement} statement
 */
function differs(entries, { begun, fenced, reason, request }) {
  const start = entries.find(entry => entry['kind'] === 'erasure-begun');
  const end = entries.find(entry => entry['kind'] === 'erased');
  if (start?.['time'] !== begun) return 'begun';
  if (aboutOf(start)['reason'] !== reason) return 'reason';
  if (aboutOf(start)['request'] !== request) return 'request';
  return end?.['time'] === fenced ? undefined : 'fenced';
}

/** Roles of people who are named by their function (CJEU C-579/21). @type {readonly unknown[]} */
const BY_FUNCTION = ['staff', 'privacy-officer', 'auditor'];

/**
 * An entry as the person is shown it: without its number, which counts what is done to everybody, and without who of the
 * staff it was.
 * @param {Record<string, unknown>} entry
 */
export function asShown(entry) {
  const { n: _, ...shown } = entry;
  const actor = shown['actor'];
  if (typeof actor !== 'object' || actor === null) return shown;
  const { id: __, ...role } = /** @type {Record<string, unknown>} */ (actor);
  return BY_FUNCTION.includes(role['role']) ? { ...shown, actor: role } : shown;
}

/**
 * @param {readonly string[]} one
 * @param {readonly string[]} other
 */
function sameSet(one, other) {
  return one.length === other.length && [...one].sort().join() === [...other].sort().join();
}
