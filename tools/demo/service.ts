import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A service that the demo can talk to, and how to let it go. */
export interface Service {
  readonly url: string;
  /** Its data folder, where the demo started it. */
  readonly dataDir?: string;
  /** What it has said so far, where the demo started it. */
  said(): string;
  stop(): Promise<void>;
}

const START_WITHIN_MS = 120_000;

/** The service at INZAGE_URL (default: the local one); where none answers, one on a data folder of its own. */
export async function findService(say: (line: string) => void): Promise<Service> {
  const url = process.env.INZAGE_URL ?? 'http://127.0.0.1:3000';
  if (await ready(url)) return { url, said: () => '', stop: () => Promise.resolve() };
  if (process.env.INZAGE_URL !== undefined)
    throw new Error(`No service answers at INZAGE_URL (${url}). Start it, or unset INZAGE_URL.`);
  say('No service answers at http://127.0.0.1:3000: starting one on a data folder of its own …');
  return startService(resolve(process.env.INZAGE_DATA_DIR ?? '.data-demo'));
}

/** A service on a data folder of its own. @param logs from which level on it logs */
export async function startService(dataDir: string, logs = 'warn'): Promise<Service> {
  mkdirSync(dataDir, { recursive: true });
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(__dirname, '../../apps/api/main.js')],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, INZAGE_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: logs },
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += String(chunk)));
  process.once('exit', () => child.kill('SIGTERM'));
  const until = Date.now() + START_WITHIN_MS;
  while (Date.now() < until && child.exitCode === null) {
    const url = /^ {2}API +(\S+)/m.exec(said)?.[1];
    if (url && (await ready(url))) return { url, dataDir, said: () => said, stop: () => stop(child) };
    await delay(100);
  }
  await stop(child);
  throw new Error(`The service did not start:\n${said}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function ready(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
