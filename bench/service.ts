import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CLIENTS, DEVELOPMENT_SECRET } from '#apps/issuer/clients';

/** A process under measurement. */
export interface Running {
  readonly url: string;
  readonly issuer: string;
  /** Resident memory in MiB. */
  memory(): number;
  stop(): Promise<void>;
}

/** Starts a compiled entry point and waits for the line that says where it listens. */
export async function run(entry: string, env: Record<string, string>): Promise<Running> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(__dirname, '..', entry)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, ...env },
    },
  );
  process.once('exit', () => child.kill('SIGKILL'));
  let url = '';
  let issuer = '';
  for await (const line of createInterface({ input: child.stdout })) {
    url ||= /(?:^ {2}API +|^listening )(\S+)/.exec(line)?.[1] ?? '';
    issuer ||= /^ {2}tokens of +(\S+)/.exec(line)?.[1] ?? '';
    if (url && (issuer || entry.includes('peers'))) break;
  }
  if (!url) throw new Error(`${entry} did not start`);
  child.stdout.resume();
  return { url, issuer, memory: () => memoryOf(child), stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

function memoryOf(child: ChildProcess): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib) / 1024);
}

export async function serviceToken(issuer: string): Promise<string> {
  const scope = CLIENTS.find(({ id }) => id === 'service')!.scopes.join(' ');
  const form = new URLSearchParams({
    client_id: 'service',
    client_secret: DEVELOPMENT_SECRET,
    grant_type: 'client_credentials',
    scope,
  });
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: form });
  return ((await response.json()) as { access_token: string }).access_token;
}
