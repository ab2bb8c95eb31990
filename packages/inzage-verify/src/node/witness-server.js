// @ts-check
import { createServer } from 'node:http';
import { fromUtf8 } from '../bytes.js';
import { messageOf } from './files.js';

/** Largest body, in bytes: a note and 63 hashes. */
const LARGEST_BODY = 1_100_000;

/**
 * The witness over HTTP.
 * @param {import('./witness.js').Witness} witness
 * @param {string} host
 * @param {number} port
 * @returns {Promise<{ readonly url: string, stop(): Promise<void> }>}
 */
export async function serveWitness(witness, host, port) {
  const server = createServer((request, response) => {
    const say = (
      /** @type {import('./witness.js').Answer} */ { status, body, type = 'text/plain; charset=utf-8' },
    ) => response.writeHead(status, { 'Content-Type': type }).end(body);
    answer(request).then(say, error => {
      process.stderr.write(`${messageOf(error)}\n`);
      say({ status: 500, body: 'not kept, so not cosigned\n' });
    });
  });
  /** @param {import('node:http').IncomingMessage} request */
  async function answer(request) {
    const { method, url = '' } = request;
    const hash = /^\/([0-9a-f]{64})\/checkpoint$/.exec(url)?.[1];
    if (method === 'GET' && hash !== undefined) return witness.latest(hash);
    if (url !== '/add-checkpoint') return { status: 404, body: 'nothing here\n' };
    if (method !== 'POST') return { status: 405, body: 'POST only\n' };
    const body = await bodyOf(request);
    const text = body && fromUtf8(body);
    if (body === undefined) return { status: 413, body: 'too large\n' };
    return text === undefined ? { status: 400, body: 'no UTF-8\n' } : witness.add(text);
  }
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(undefined));
  });
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    stop: async () => {
      await new Promise(resolve => {
        server.close(() => resolve(undefined));
        server.closeIdleConnections();
      });
      witness.close();
    },
  };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Buffer | undefined>}
 */
async function bodyOf(request) {
  /** @type {Buffer[]} */
  const parts = [];
  let length = 0;
  for await (const part of /** @type {AsyncIterable<Buffer>} */ (request)) {
    length += part.length;
    if (length <= LARGEST_BODY) parts.push(part);
  }
  return length <= LARGEST_BODY ? Buffer.concat(parts) : undefined;
}
