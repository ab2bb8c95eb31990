// @ts-check
import { parseArgs } from 'node:util';
import { fromBase64 } from '../bytes.js';
import { verifyCertificate } from '../certificate.js';
import { NoEd25519 } from '../crypto.js';
import { verifyEvents } from '../events.js';
import { verifyExport } from '../export.js';
import { parseKey } from '../note.js';
import { verifyConsistency, verifyInclusion } from '../proofs.js';
import { EXIT, notCompared } from '../verdict.js';
import { watch, witness } from './running.js';
import { bytesOf, chunksOf, messageOf, textOf, Unreadable } from './files.js';

/**
 * @typedef {import('../verdict.js').Verdict} Verdict
 * @typedef {Record<string, string | boolean | (string | boolean)[] | undefined>} Values
 */

const USAGE = `Usage: inzage-verify COMMAND … --vkey KEY [--vkey KEY …] [--json]

  export FILE [--checkpoint NOTE …] [--witness KEY …] [--earlier FILE]
      an export of the register, against checkpoints that did not come with it
  inclusion PROOF (--entry FILE | --leaf HASH) [--checkpoint NOTE]
      that an entry is in the tree of a checkpoint
  consistency PROOF --checkpoint OLDER --checkpoint NEWER
      that one tree is the beginning of another
  certificate FILE [--checkpoint NOTE] [--export FILE]
      a certificate of an erasure; --export: the person's own export of the register
  events FILE --export FILE
      stored events against the hashes that the entries have of them
  watch URL --state FILE [--token-file FILE] [--every SECONDS]
      looks at a running log, and whether it still is what it was at the last look
  witness --key FILE --log KEY --dir FOLDER [--listen HOST:PORT]
      cosigns what is consistent (C2SP tlog-witness), and keeps the proof of what is not
  witness --new-key FILE --name NAME
      makes the key of a witness

NOTE, PROOF and FILE are files. KEY is name+id+base64, of a retired key name+id+base64@size; it comes from somebody whom
you trust, never with what is checked. --witness: the checkpoint must bear the cosignature of this key.
Exit status: 0 proved, 1 disproved, 2 could not be compared or nothing from outside to compare with, 64 usage.
`;

class Usage extends Error {}

const OPTIONS = /** @type {const} */ ({
  vkey: { type: 'string', multiple: true },
  witness: { type: 'string', multiple: true },
  checkpoint: { type: 'string', multiple: true },
  earlier: { type: 'string' },
  entry: { type: 'string' },
  leaf: { type: 'string' },
  export: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
});

/**
 * Each command with the options that it knows.
 * @type {Record<string, { options: readonly string[], run: (file: string, given: Given) => Promise<Verdict> }>}
 */
const COMMANDS = {
  export: {
    options: ['vkey', 'witness', 'checkpoint', 'earlier'],
    run: async (file, { values, trust }) =>
      verifyExport(chunksOf(file), {
        ...(await trust()),
        earlier: values.earlier === undefined ? undefined : chunksOf(values.earlier),
      }),
  },
  inclusion: {
    options: ['vkey', 'witness', 'checkpoint', 'entry', 'leaf'],
    run: async (file, { values: { entry, leaf }, trust }) => {
      if ((entry === undefined) === (leaf === undefined)) throw new Usage('Give either --entry or --leaf.');
      const hash = fromBase64(leaf ?? '');
      if (leaf !== undefined && hash?.length !== 32) throw new Usage('--leaf is base64 of 32 bytes.');
      const what = entry === undefined ? { hash: hash ?? new Uint8Array() } : { bytes: bytesOf(entry) };
      return verifyInclusion(textOf(file), what, await trust());
    },
  },
  consistency: {
    options: ['vkey', 'witness', 'checkpoint'],
    run: async (file, { values, trust }) => {
      if (values.checkpoint?.length !== 2) throw new Usage('Give --checkpoint twice.');
      return verifyConsistency(textOf(file), await trust());
    },
  },
  certificate: {
    options: ['vkey', 'witness', 'checkpoint', 'export'],
    run: async (file, { values, trust }) =>
      verifyCertificate(textOf(file), {
        ...(await trust()),
        register: values.export === undefined ? undefined : chunksOf(values.export),
      }),
  },
  events: {
    options: ['export'],
    run: async (file, { values }) => {
      if (values.export === undefined) throw new Usage('Give --export.');
      return verifyEvents(chunksOf(file), chunksOf(values.export));
    },
  },
};

/**
 * @typedef {object} Given
 * @property {ReturnType<typeof parse>['values']} values
 * @property {() => Promise<import('../outside.js').Trust>} trust
 */

/**
 * @param {readonly string[]} args
 * @param {(text: string) => unknown} [say] standard output
 * @param {(text: string) => unknown} [complain] standard error
 * @returns {Promise<number>} exit status
 */
export async function main(
  args,
  say = text => process.stdout.write(text),
  complain = text => process.stderr.write(text),
) {
  /** @param {unknown} error of the file system or the network: nothing ran */
  const failed = error => {
    if (error instanceof Usage) throw error;
    complain(`${messageOf(error)}\n`);
    return 2;
  };
  try {
    const running = args[0] === 'witness' ? witness : args[0] === 'watch' ? watch : undefined;
    if (running)
      return await running({ args: args.slice(1), say, keysOf, usage: why => new Usage(why) }).catch(failed);
    const { values, positionals } = parse(args);
    if (values.help) return (say(USAGE), 0);
    const [name = '', file, ...more] = positionals;
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command || file === undefined || more.length > 0)
      throw new Usage('A command and one file are needed.');
    for (const option of Object.keys(values))
      if (option !== 'json' && !command.options.includes(option))
        throw new Usage(`${name} knows no --${option}.`);
    const verdict = await verdictOf(() => command.run(file, { values, trust: () => trustOf(values) }));
    say(values.json ? `${JSON.stringify(verdict)}\n` : `${verdict.verdict}: ${verdict.message}\n`);
    return EXIT[verdict.verdict];
  } catch (error) {
    if (!(error instanceof Usage)) throw error;
    complain(`${error.message}\n\n${USAGE}`);
    return 64;
  }
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Usage(messageOf(error));
  }
}

/** @param {() => Promise<Verdict>} run */
async function verdictOf(run) {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Unreadable) return notCompared('unreadable', error.message);
    if (error instanceof NoEd25519) return notCompared('no-ed25519', 'This platform cannot verify Ed25519.');
    throw error;
  }
}

/**
 * @param {Given['values']} values
 * @returns {Promise<import('../outside.js').Trust>}
 */
async function trustOf({ vkey = [], witness = [], checkpoint = [] }) {
  if (vkey.length === 0) throw new Usage('Give the key of the log with --vkey.');
  return {
    keys: await keysOf(vkey, 'signature', '--vkey'),
    witnesses: await keysOf(witness, 'cosignature', '--witness'),
    checkpoints: checkpoint.map(textOf),
  };
}

/**
 * @param {readonly string[]} texts
 * @param {'signature' | 'cosignature'} type
 * @param {string} option
 */
async function keysOf(texts, type, option) {
  const keys = [];
  for (const text of texts) {
    const key = await parseKey(text);
    if (key?.type !== type)
      throw new Usage(`${option} is no key of a ${type === 'signature' ? 'log' : 'witness'}.`);
    keys.push(key);
  }
  return keys;
}
