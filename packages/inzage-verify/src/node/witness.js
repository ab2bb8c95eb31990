// @ts-check
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { equal, fromBase64, parseSize, toBase64 } from '../bytes.js';
import { openCheckpoint, parseCheckpoint } from '../checkpoint.js';
import { parseNote } from '../note.js';
import { checkConsistency, emptyRoot } from '../tree.js';
import { LinesFile } from './notes-file.js';

/**
 * @typedef {import('../checkpoint.js').Checkpoint} Checkpoint
 * @typedef {import('../note.js').Key} Key
 * @typedef {{ readonly status: number, readonly body: string, readonly type?: string }} Answer
 *
 * @typedef {object} Log
 * @property {readonly Key[]} keys
 * @property {LinesFile} cosigned whole notes with the cosignature, by rising size
 * @property {LinesFile} forks pairs of notes that the log signed of two histories
 * @property {LinesFile} refused requests that the log signed and that were not consistent
 * @property {Map<bigint, { readonly root: Uint8Array, readonly note: string }>} known
 * @property {Checkpoint | undefined} latest
 */

/** Most lines of a consistency proof. */
const MOST_HASHES = 63;

/**
 * A witness (C2SP tlog-witness): cosigns a checkpoint that is consistent with the last one it cosigned, and no other. It
 * keeps whole notes, and of a log that signs two histories the proof.
 */
export class Witness {
  /** @type {Map<string, Log>} */
  #logs = new Map();
  /** One request after the other: the comparison and what is kept of it are one step. */
  #turn = Promise.resolve();

  /**
   * @param {string} folder
   * @param {import('./signer.js').Cosigner} cosigner
   * @param {readonly Key[]} keys of the logs, each named by its origin
   * @param {() => Date} now
   */
  constructor(folder, cosigner, keys, now = () => new Date()) {
    this.cosigner = cosigner;
    this.now = now;
    for (const origin of new Set(keys.map(({ name }) => name))) {
      const path = join(folder, hashOf(origin));
      mkdirSync(path, { recursive: true });
      const file = (/** @type {string} */ name) => new LinesFile(join(path, `${name}.jsonl`));
      /** @type {Log} */
      const log = {
        keys: keys.filter(({ name }) => name === origin),
        cosigned: file('cosigned'),
        forks: file('forks'),
        refused: file('refused'),
        known: new Map(),
        latest: undefined,
      };
      for (const note of log.cosigned.notes) this.#remember(log, note);
      this.#logs.set(origin, log);
    }
  }

  /**
   * `POST /add-checkpoint`
   * @param {string} body
   * @returns {Promise<Answer>}
   */
  add(body) {
    const answer = this.#turn.then(() => this.#add(body));
    this.#turn = answer.then(
      () => undefined,
      () => undefined,
    );
    return answer;
  }

  /**
   * `GET /<origin hash>/checkpoint`
   * @param {string} hash
   * @returns {Answer}
   */
  latest(hash) {
    const log = [...this.#logs].find(([origin]) => hashOf(origin) === hash)?.[1];
    const note = log?.cosigned.notes.at(-1);
    return note === undefined ? refuse(404, 'nothing cosigned of this log') : { status: 200, body: note };
  }

  /**
   * @param {string} body
   * @returns {Promise<Answer>}
   */
  async #add(body) {
    const request = parseRequest(body);
    const claimed = request && parseCheckpoint(parseNote(request.note)?.text ?? '');
    if (!request || !claimed) return refuse(400, 'malformed request');
    const log = this.#logs.get(claimed.origin);
    if (!log) return refuse(404, 'unknown log');
    const opened = await openCheckpoint(request.note, log.keys);
    if (!opened.ok) return refuse(403, 'not signed by the log');
    const { checkpoint } = opened;
    const { old, proof, note } = request;
    if (old > checkpoint.size) return refuse(400, 'old size beyond the checkpoint');
    const fork = log.known.get(checkpoint.size);
    if (fork && !equal(fork.root, checkpoint.root)) keepOnce(log.forks, { known: fork.note, other: note });
    const size = log.latest?.size ?? 0n;
    if (old !== size) return { status: 409, body: `${size}\n`, type: 'text/x.tlog.size' };
    if (!(await consistent(log.latest, checkpoint, proof))) {
      keepOnce(log.refused, { request: body });
      return refuse(422, 'not consistent with what was cosigned');
    }
    const text = parseNote(note)?.text ?? '';
    const line = this.cosigner.line(text, this.now());
    const whole = `${text}\n${log.keys.flatMap(key => lineOf(note, key)).join('')}${line}`;
    log.cosigned.add({ note: whole });
    this.#remember(log, whole);
    return { status: 200, body: line };
  }

  /**
   * @param {Log} log
   * @param {string} note
   */
  #remember(log, note) {
    const checkpoint = parseCheckpoint(parseNote(note)?.text ?? '');
    if (!checkpoint) throw new Error('a note that was kept is no checkpoint');
    log.latest = checkpoint;
    log.known.set(checkpoint.size, { root: checkpoint.root, note });
  }

  close() {
    for (const { cosigned, forks, refused } of this.#logs.values())
      for (const file of [cosigned, forks, refused]) file.close();
  }
}

/**
 * @param {Checkpoint | undefined} latest
 * @param {Checkpoint} next
 * @param {readonly Uint8Array[]} proof
 */
async function consistent(latest, next, proof) {
  if (next.size === 0n && !equal(next.root, await emptyRoot())) return false;
  if (!latest || latest.size === 0n) return proof.length === 0;
  const given = { from: latest.size, to: next.size, fromRoot: latest.root, toRoot: next.root, proof };
  return (await checkConsistency(given)).ok;
}

/**
 * @param {string} body
 * @returns {{ old: bigint, proof: Uint8Array[], note: string } | undefined}
 */
function parseRequest(body) {
  const split = body.indexOf('\n\n');
  const [first = '', ...lines] = body.slice(0, split).split('\n');
  const old = first.startsWith('old ') ? parseSize(first.slice(4)) : undefined;
  const proof = lines.flatMap(line => fromBase64(line) ?? []);
  if (split < 0 || old === undefined || lines.length > MOST_HASHES) return undefined;
  if (proof.length !== lines.length || proof.some(hash => hash.length !== 32)) return undefined;
  return { old, proof, note: body.slice(split + 2) };
}

/**
 * The signature line of a key that was verified; others are passed over.
 * @param {string} note
 * @param {Key} key
 */
function lineOf(note, key) {
  const found = parseNote(note)?.signatures.find(({ name, id }) => name === key.name && id === key.id);
  return found
    ? [`— ${key.name} ${toBase64(Buffer.concat([Buffer.from(key.id, 'hex'), found.bytes]))}\n`]
    : [];
}

/**
 * @param {LinesFile} file
 * @param {Record<string, unknown>} line
 */
function keepOnce(file, line) {
  const text = JSON.stringify(line);
  if (!file.lines.some(each => JSON.stringify(each) === text)) file.add(line);
}

/**
 * @param {number} status
 * @param {string} why
 * @returns {Answer}
 */
function refuse(status, why) {
  return { status, body: `${why}\n` };
}

/** @param {string} origin */
export function hashOf(origin) {
  return createHash('sha256').update(origin).digest('hex');
}
