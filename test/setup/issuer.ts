import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import type { IssuerOptions } from '#apps/issuer/start';

export interface TestIssuer {
  readonly url: string;
  stop(): Promise<void>;
}

/** The development issuer as a process of its own: its package cannot be loaded inside jest. */
export async function startIssuer(options: Partial<IssuerOptions> = {}): Promise<TestIssuer> {
  const program = ['--disable-warning=ExperimentalWarning', 'dist/apps/issuer/main.js'];
  const child = spawn(process.execPath, [...program, JSON.stringify(options)], {
    cwd: join(__dirname, '../..'),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let said = '';
  child.stderr.on('data', chunk => (said += String(chunk)));
  const url = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => String(line)),
    closed.then(() => Promise.reject(new Error(said.trim()))),
  ]);
  return {
    url,
    stop: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

/** Asks an issuer for a token by the fields of a form. `ca`: its certificate, where it speaks TLS. */
export async function askToken(
  issuer: string,
  form: Record<string, string>,
  ca?: string,
): Promise<TokenAnswer> {
  const body = new URLSearchParams(form).toString();
  const asked = (ca === undefined ? http : https).request(`${issuer}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    ...(ca === undefined ? {} : { ca }),
  });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode!, ...((await json(response)) as object) };
}

interface TokenAnswer {
  readonly status: number;
  readonly access_token?: string;
  readonly id_token?: string;
  readonly error?: string;
}
