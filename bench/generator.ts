import { connect, type Socket } from 'node:net';
import type { Maker, Prepared } from './commands';

/** What a load gave. Latencies in milliseconds. */
export interface Load {
  readonly count: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export type Until = { readonly seconds: number } | { readonly amount: number };

/** As many requests are in flight, each on a connection of its own. */
export const CONNECTIONS = 64;

/** Share of requests that may fail, such as for a conflict of versions: beyond it less was done than is counted. */
const FAILURES = 0.001;

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Sends POST requests over plain HTTP/1.1 connections that stay open, the next one when the last was answered. It knows
 * no more of HTTP than the servers under measurement say (a status, a content length, a body), so that it takes little
 * of the processor that it shares with them.
 * @throws Error when more than a thousandth of the requests fail: their cost says nothing about the work
 */
export async function load(url: string, token: string, make: Maker, until: Until): Promise<Load> {
  const { hostname, port, host } = new URL(url);
  const fixed = `host: ${host}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n`;
  const latencies: number[] = [];
  const failed: string[] = [];
  let begun = 0;
  const started = performance.now();
  const end = 'seconds' in until ? started + until.seconds * 1000 : Infinity;
  const more = (): boolean => ('amount' in until ? begun < until.amount : performance.now() < end);

  const connection = async (): Promise<void> => {
    const socket = connect(Number(port), hostname).setNoDelay(true);
    const answers = new Answers(socket);
    try {
      while (more()) {
        begun += 1;
        const prepared = make();
        const sent = performance.now();
        socket.write(written(prepared, fixed));
        const { status, body } = await answers.next();
        latencies.push(performance.now() - sent);
        if (status >= 300) failed.push(`${status} ${body.slice(0, 200)}`);
        prepared.answered(status, body);
      }
    } finally {
      socket.destroy();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  const seconds = (performance.now() - started) / 1000;
  if (failed.length > latencies.length * FAILURES)
    throw new Error(`${failed.length} of ${latencies.length} requests failed, the first with ${failed[0]}`);
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(latencies[Math.floor(latencies.length * share)]! * 10) / 10;
  return {
    count: latencies.length,
    seconds,
    perSecond: latencies.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
  };
}

function written({ path, headers, body }: Prepared, fixed: string): string {
  const own = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return `POST ${path} HTTP/1.1\r\n${fixed}${own}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The answers of one connection, one at a time. */
class Answers {
  private received = Buffer.alloc(0);
  private waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  constructor(socket: Socket) {
    socket.on('data', data => {
      this.received = this.received.length === 0 ? data : Buffer.concat([this.received, data]);
      this.deliver();
    });
    const broken = (error?: Error): void =>
      this.waiting?.reject(error ?? new Error('the server closed the connection'));
    socket.on('error', broken).on('close', () => broken());
  }

  next(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.deliver();
    });
  }

  private deliver(): void {
    const end = this.received.indexOf(HEAD_END);
    if (end < 0 || !this.waiting) return;
    const head = this.received.toString('latin1', 0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) throw new Error(`an answer without a length: ${head.slice(0, 200)}`);
    const from = end + HEAD_END.length;
    const to = from + Number(length);
    if (this.received.length < to) return;
    const body = this.received.toString('utf8', from, to);
    this.received = this.received.subarray(to);
    const { resolve } = this.waiting;
    this.waiting = undefined;
    resolve({ status: Number(head.slice(9, 12)), body });
  }
}
