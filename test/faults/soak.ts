import { execFile } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Peer } from '../peers/eventstoredb';
import { startApp } from '../setup/app';
import { Caller, differences } from './caller';

export const ENGINES = ['peers', 'eventstoredb'] as const;

/** What goes wrong with the engine of the log, by name; resolves when it is over. */
export type EngineFaults = Readonly<Record<string, () => Promise<void>>>;

export interface Soak {
  readonly url: string;
  readonly faults: EngineFaults;
  close(): Promise<void>;
}

export interface SoakReport {
  readonly acknowledged: number;
  readonly retried: number;
  /** How often each fault was met, and the longest time in milliseconds in which nobody was answered because of it. */
  readonly faults: Readonly<Record<string, { readonly times: number; readonly longestWaitMs: number }>>;
  /** What was not as it must be; empty. */
  readonly wrong: readonly string[];
}

/** Three nodes that forget all with this process, and fail in ways in which no real one can be asked to. */
export async function peers(): Promise<Soak> {
  const nodes = await Peer.startCluster(3);
  const lasting = (): Promise<void> => delay(randomInt(1_000, 6_000));
  const lead = (): Peer => nodes.find(node => node.leads)!;
  const next = (leader: Peer): Peer => nodes[(nodes.indexOf(leader) + 1) % nodes.length]!;
  return {
    url: nodes[0]!.url,
    faults: {
      'connections cut': () => Promise.resolve(lead().cut()),
      'leader frozen': async () => {
        const leader = lead();
        leader.freeze();
        await delay(1_500);
        next(leader).lead();
        await lasting();
        leader.thaw();
      },
      'leader parted': async () => {
        const leader = lead();
        leader.part();
        await lasting();
        leader.parted = false;
      },
    },
    close: async () => void (await Promise.all(nodes.map(node => node.stop()))),
  };
}

/**
 * The server of EVENTSTORE_URL, under a prefix of its own. Its nodes are another's to break: `control` is a program that says
 * which faults it knows, one on a line; given one, it ends when the fault is over.
 */
export async function server(url: string, control: string | undefined): Promise<Soak> {
  const run = promisify(execFile);
  const names = control === undefined ? [] : (await run(control)).stdout.split('\n').filter(Boolean);
  const prefix = `soak_${randomBytes(6).toString('hex')}`;
  return {
    url: `${url}${url.includes('?') ? '&' : '?'}streamPrefix=${prefix}`,
    faults: Object.fromEntries(names.map(name => [name, async () => void (await run(control!, [name]))])),
    close: () => Promise.resolve(),
  };
}

/**
 * Commands, one after the other by each of many callers, while the service is killed and its log's engine fails, in turns.
 * What was acknowledged is then looked for: nothing lost, nothing doubled, records and register of one mind.
 * @param restMs of the callers, between an answer and the next command
 */
export async function soak(
  { url, faults }: Soak,
  minutes: number,
  say: (line: string) => void = () => undefined,
  restMs?: number,
): Promise<SoakReport> {
  const app = await startApp({ postgres: 'shared', env: { EVENTSTORE_URL: url } });
  const stop = new AbortController();
  try {
    const token = await app.tokenFor('service');
    const callers = Array.from({ length: 8 }, (_, n) => new Caller(() => app.url, token, `noor${n}`, restMs));
    const working = Promise.all(callers.map(caller => caller.work(stop.signal)));
    const answered = (): number => {
      app.assertRunning();
      return callers.reduce((sum, { version }) => sum + version, 0);
    };
    const nextAnswer = async (): Promise<void> => {
      for (const before = answered(); answered() === before;) await delay(10);
    };
    const all: EngineFaults = {
      ...faults,
      'service killed': async () => {
        await app.kill9();
        await app.start();
      },
    };
    const met = new Map<string, { times: number; longestWaitMs: number }>();
    const until = Date.now() + minutes * 60_000;
    for (let turn = 0; Date.now() < until || turn < Object.keys(all).length; turn++) {
      const name = Object.keys(all)[turn % Object.keys(all).length]!;
      await nextAnswer();
      await delay(randomInt(0, 500));
      const [over, waiting] = [new AbortController(), longestWait(answered)];
      const fault = all[name]!().finally(() => over.abort());
      await Promise.all([fault, waiting.until(over.signal)]);
      const longestWaitMs = Math.max(met.get(name)?.longestWaitMs ?? 0, waiting.longest());
      met.set(name, { times: (met.get(name)?.times ?? 0) + 1, longestWaitMs });
      say(`  ${name}: nobody was answered for ${waiting.longest()} ms; ${answered()} answers so far`);
    }
    stop.abort();
    await working;
    for (const caller of callers) await caller.settle();
    const officer = await app.tokenFor('privacy-officer');
    return {
      acknowledged: callers.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
      retried: callers.reduce((sum, { retried }) => sum + retried, 0),
      faults: Object.fromEntries(met),
      wrong: (await Promise.all(callers.map(caller => differences(app.url, officer, caller)))).flat(),
    };
  } finally {
    stop.abort();
    await app.dispose();
  }
}

/** Watches a number grow, until the fault is over and one more answer came. */
function longestWait(count: () => number): {
  until: (over: AbortSignal) => Promise<void>;
  longest: () => number;
} {
  let [last, at, longest] = [count(), Date.now(), 0];
  return {
    async until(over) {
      for (let after = Infinity; count() <= after; await delay(10)) {
        if (over.aborted && after === Infinity) after = count();
        const now = Date.now();
        longest = Math.max(longest, now - at);
        if (count() > last) [last, at] = [count(), now];
      }
    },
    longest: () => longest,
  };
}
