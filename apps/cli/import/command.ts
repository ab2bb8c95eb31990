import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { derivedId } from '#libs/kernel';
import { CHARSETS, linesOf, type Line } from '#libs/features/imports/lines';
import { CLIENTS, DEVELOPMENT_SECRET } from '#apps/issuer/clients';
import { command, say, UsageError } from '../command';

const CHUNK = 2_000;
const USAGE = `npm run import -- FILE.csv|FILE.ndjson [--encoding windows-1252]

  INZAGE_URL    the service (http://127.0.0.1:3000)
  INZAGE_TOKEN  an access token with the scope subjects:write; without it the development issuer is asked for one

A file is in UTF-8, in what its byte order mark says, or in the encoding that is named.
Interrupted, run it again: the file FILE.import.json remembers which import it is, and nothing comes twice.`;

interface Report {
  readonly imported: number;
  readonly alreadyThere: number;
  readonly refused: number;
  readonly lines: readonly {
    readonly line: number;
    readonly code: string;
    readonly errors?: readonly { pointer: string; rule: string }[];
  }[];
}

async function importFile(file: string, encoding: string | undefined): Promise<number> {
  if (encoding !== undefined && !CHARSETS.includes(encoding))
    throw new UsageError(`--encoding is one of ${CHARSETS.join(', ')}.`);
  if (!existsSync(file)) throw new UsageError('There is no such file.');
  const url = process.env.INZAGE_URL ?? 'http://127.0.0.1:3000';
  const token = process.env.INZAGE_TOKEN ?? (await developmentToken(url));
  const key = importKey(`${file}.import.json`);
  const type = extname(file) === '.csv' ? 'text/csv' : 'application/x-ndjson';
  const started = Date.now();
  const total = { imported: 0, alreadyThere: 0, refused: 0 };
  let chunk: Line[] = [];
  let number = 0;
  const flush = async (): Promise<void> => {
    if (chunk.length === 0) return;
    const report = await send(url, token, derivedId(Buffer.from(key), 'chunk', String(number)), chunk);
    for (const { line, code, errors = [] } of report.lines) {
      const where = errors.map(({ pointer, rule }) => `${pointer || '/'} ${rule}`).join(', ');
      const sent = chunk[line - 1]!;
      // What could not be read here was sent as such, so that all keep their places.
      const why = 'code' in sent ? [sent.code, sent.looksLike ?? ''] : [code, where];
      say(`  line ${sent.number}: ${why[0]}${why[1] ? ` (${why[1]})` : ''}`);
    }
    total.imported += report.imported;
    total.alreadyThere += report.alreadyThere;
    total.refused += report.refused;
    number += 1;
    const done = total.imported + total.alreadyThere + total.refused;
    say(
      `${done} customers: ${total.imported} imported, ${total.alreadyThere} were there, ${total.refused} refused; ${Math.round((done / (Date.now() - started)) * 1000)}/s`,
    );
    chunk = [];
  };
  for await (const line of linesOf(type, createReadStream(file), encoding)) {
    chunk.push(line);
    if (chunk.length === CHUNK) await flush();
  }
  await flush();
  return total.refused > 0 ? 2 : 0;
}

/** The same for each run of one file's import. */
function importKey(file: string): string {
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { import: string }).import;
  const key = randomUUID();
  writeFileSync(file, `${JSON.stringify({ import: key })}\n`);
  return key;
}

/** Tries again while the service says that it is worth it. */
async function send(url: string, token: string, key: string, lines: readonly Line[]): Promise<Report> {
  const body = lines
    .map(line => JSON.stringify('customer' in line ? line.customer : 'unreadable'))
    .join('\n');
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(`${url}/v1/imports`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/x-ndjson',
          'idempotency-key': key,
        },
        body,
      });
      if (response.ok) return (await response.json()) as Report;
      const text = await response.text();
      if (response.status < 500 && response.status !== 409)
        throw new Refused(`The service refuses the import: ${text}`);
      if (tries === 20) throw new Refused(`The service cannot take the import now: ${text}`);
    } catch (error) {
      if (error instanceof Refused || tries === 20) throw error;
    }
    say('The service does not answer; trying again …');
    await new Promise(resolve => setTimeout(resolve, Math.min(500 * tries, 5_000)));
  }
}

class Refused extends Error {}

async function developmentToken(url: string): Promise<string> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    components: { securitySchemes: { token: { 'x-issuer': string } } };
  };
  const form = new URLSearchParams({
    client_id: 'service',
    client_secret: DEVELOPMENT_SECRET,
    grant_type: 'client_credentials',
    scope: CLIENTS.find(({ id }) => id === 'service')!.scopes.join(' '),
  });
  const response = await fetch(`${document.components.securitySchemes.token['x-issuer']}/token`, {
    method: 'POST',
    body: form,
  });
  if (!response.ok)
    throw new Refused('Set INZAGE_TOKEN: the issuer of this service gives no development token.');
  return ((await response.json()) as { access_token: string }).access_token;
}

export const run = command({
  usage: USAGE,
  options: { encoding: { type: 'string' } },
  takes: 1,
  run: ({ encoding }, file) => importFile(file, encoding),
});
