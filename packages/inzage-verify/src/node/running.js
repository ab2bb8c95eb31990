// @ts-check
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { EXIT } from '../verdict.js';
import { messageOf } from './files.js';
import { lock } from './lock.js';
import { Cosigner } from './signer.js';
import { look } from './watch.js';
import { serveWitness } from './witness-server.js';
import { Witness } from './witness.js';

/**
 * Commands that go on until they are stopped.
 * @typedef {object} Call
 * @property {readonly string[]} args
 * @property {(text: string) => unknown} say
 * @property {(texts: readonly string[], type: 'signature' | 'cosignature', option: string) => Promise<import('../note.js').Key[]>} keysOf
 * @property {(why: string) => Error} usage
 */

/**
 * @param {Call} call
 * @returns {Promise<number>}
 */
export async function witness({ args, say, keysOf, usage }) {
  const { values } = parsed(usage, () =>
    parseArgs({
      args: [...args],
      options: {
        key: { type: 'string' },
        'new-key': { type: 'string' },
        name: { type: 'string' },
        log: { type: 'string', multiple: true },
        dir: { type: 'string' },
        listen: { type: 'string', default: '127.0.0.1:8600' },
      },
    }),
  );
  if (values['new-key'] !== undefined) {
    if (!/^[^\s+]+$/u.test(values.name ?? ''))
      throw usage('--new-key needs a --name without spaces and plus.');
    say(`${(await Cosigner.create(values['new-key'], values.name ?? '')).vkey}\n`);
    return 0;
  }
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(values.listen) ?? [];
  if (values.key === undefined || values.dir === undefined || !values.log || port === '')
    throw usage('A witness needs --key FILE, --log KEY, --dir FOLDER.');
  mkdirSync(values.dir, { recursive: true });
  const unlock = lock(join(values.dir, 'lock'));
  try {
    const cosigner = await Cosigner.load(values.key);
    const log = await keysOf(values.log, 'signature', '--log');
    const server = await serveWitness(
      new Witness(values.dir, cosigner, log),
      host.replace(/^\[|\]$/g, ''),
      Number(port),
    );
    say(`${cosigner.vkey} listens on ${server.url}\n`);
    await Promise.race(['SIGTERM', 'SIGINT'].map(signal => once(process, signal)));
    await server.stop();
    return 0;
  } finally {
    unlock();
  }
}

/**
 * @param {Call} call
 * @returns {Promise<number>} status of the last look
 */
export async function watch({ args, say, keysOf, usage }) {
  const { values, positionals } = parsed(usage, () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        vkey: { type: 'string', multiple: true },
        state: { type: 'string' },
        'token-file': { type: 'string' },
        every: { type: 'string' },
        json: { type: 'boolean' },
      },
    }),
  );
  const [url, ...more] = positionals;
  const every = Number(values.every ?? '0');
  if (!url || more.length > 0 || values.state === undefined || !values.vkey || !(every >= 0))
    throw usage('watch needs a URL, --vkey KEY and --state FILE.');
  const keys = await keysOf(values.vkey, 'signature', '--vkey');
  for (;;) {
    const token =
      values['token-file'] === undefined ? undefined : readFileSync(values['token-file'], 'utf8').trim();
    const verdict = await look({ url: url.replace(/\/$/, ''), token, state: values.state, keys });
    say(values.json ? `${JSON.stringify(verdict)}\n` : `${verdict.verdict}: ${verdict.message}\n`);
    if (every === 0 || verdict.verdict === 'disproved') return EXIT[verdict.verdict];
    await delay(every * 1000);
  }
}

/**
 * @template T
 * @param {(why: string) => Error} usage
 * @param {() => T} parse
 * @returns {T}
 */
function parsed(usage, parse) {
  try {
    return parse();
  } catch (error) {
    throw usage(messageOf(error));
  }
}
