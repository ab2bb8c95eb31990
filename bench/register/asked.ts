import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  createWriteStream,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ReadableStream } from 'node:stream/web';
import { cursorOf } from '#libs/register/postgres';

const VERIFIER = join(__dirname, '../../../packages/inzage-verify/bin/inzage-verify.js');

/** Questions before the first that counts: V8 compiles and optimises what they run meanwhile. */
const WARM_UP = 100;
/** Between an answer and the next question. */
const REST_MS = 20;

/** Milliseconds. */
export interface Times {
  readonly p50: number;
  readonly p99: number;
}

/** The API as an officer asks it, one question at a time. */
export class Asked {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Proofs of entries at random, each a look. */
  proofs(size: number, count: number): Promise<Times> {
    return timed(count, () =>
      this.ask(`/v1/register/${Math.floor(Math.random() * size)}/proof?size=${size}`),
    );
  }

  /** Checkpoints, each after something came. */
  async checkpoints(count: number): Promise<Times> {
    const took: number[] = [];
    for (let i = -WARM_UP; i < count; i++) {
      await this.ask('/v1/register/tree');
      // What came is in the register when it is signed.
      await this.ask('/v1/register/tree');
      const began = performance.now();
      await this.ask('/v1/checkpoints', 'POST');
      if (i >= 0) took.push(performance.now() - began);
    }
    return timesOf(took);
  }

  /** The last page of a query, newest first, by each of several filters. */
  lastPages(count: number): Promise<Times> {
    const filters = [
      'kind=collected',
      'processedFor=bookkeeping',
      'field=login',
      'kind=registered&field=email',
    ];
    return timed(count, i => {
      const cursor = cursorOf(String(150 + Math.floor(Math.random() * 300)));
      const filter = filters[i % filters.length]!;
      return this.ask(`/v1/register?purpose=data-subject-request&limit=100&cursor=${cursor}&${filter}`);
    });
  }

  /** An export into a file, and the checkpoint that it is of beside it. Seconds and megabytes. */
  async export(file: string, filter = ''): Promise<{ readonly seconds: number; readonly megabytes: number }> {
    const began = performance.now();
    const response = await this.ask(`/v1/register/export?format=jsonl${filter}`);
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(file));
    const seconds = secondsSince(began);
    const head = JSON.parse(firstLine(file)) as { checkpoint: string };
    writeFileSync(`${file}.checkpoint`, head.checkpoint);
    return { seconds, megabytes: Math.round(statSync(file).size / 1e6) };
  }

  private async ask(path: string, method = 'GET'): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}` };
    const response = await fetch(`${this.url}${path}`, { method, headers });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    if (response.headers.get('content-type') !== 'application/jsonl') await response.arrayBuffer();
    return response;
  }
}

/** What verifying an export costs: seconds by the clock, of CPU, and megabytes at most. */
export async function verified(
  file: string,
  vkey: string,
): Promise<{ readonly verdict: string; readonly seconds: number; readonly megabytes: number }> {
  const args = ['export', file, '--vkey', vkey, '--checkpoint', `${file}.checkpoint`, '--json'];
  const began = performance.now();
  const child = spawn(process.execPath, [VERIFIER, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', chunk => (said += String(chunk)));
  let megabytes = 0;
  const watch = setInterval(() => (megabytes = Math.max(megabytes, peakOf(child.pid!))), 50);
  await once(child, 'close');
  clearInterval(watch);
  return {
    verdict: (JSON.parse(said) as { verdict: string }).verdict,
    seconds: secondsSince(began),
    megabytes,
  };
}

function peakOf(pid: number): number {
  try {
    const kib = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round((Number(kib ?? 0) * 1024) / 1e6);
  } catch {
    return 0; // It has ended.
  }
}

/** A question asked so often, one after the other, after some to warm up, and no faster than an officer's share allows. */
export async function timed(count: number, ask: (i: number) => Promise<unknown>): Promise<Times> {
  const took: number[] = [];
  for (let i = -WARM_UP; i < count; i++) {
    const began = performance.now();
    await ask(Math.abs(i));
    if (i >= 0) took.push(performance.now() - began);
    await delay(REST_MS);
  }
  return timesOf(took);
}

export function timesOf(took: number[]): Times {
  took.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(took[Math.floor(took.length * share)]! * 10) / 10;
  return { p50: at(0.5), p99: at(0.99) };
}

function secondsSince(began: number): number {
  return Math.round((performance.now() - began) / 100) / 10;
}

/** A head is short: some hundred bytes and a note. */
function firstLine(file: string): string {
  const opened = openSync(file, 'r');
  const bytes = Buffer.alloc(65_536);
  const length = readSync(opened, bytes, 0, bytes.length, 0);
  closeSync(opened);
  return bytes.toString('utf8', 0, length).split('\n')[0]!;
}
