import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LEASE } from '#libs/database';
import { answers, Caller, differences } from '../faults/caller';
import type { App } from '../setup/app';
import { Core } from '../setup/core';
import { Installation } from '../setup/installation';
import { replay } from '../setup/replay';

/** A turn is taken over within this of a death, by who waits; what is beyond the lease's settings is for a busy machine. */
const BOUND_MS = LEASE.ttlMs + LEASE.askMs + 4_000;

interface Turn {
  readonly of: App;
  readonly from: number;
  /** Infinity: it goes on. */
  until: number;
}

/** Which projector projects, and when each did, by what they say themselves. */
class Turns {
  /** When a process ceased to do anything, without being able to say so. */
  private readonly ends = new Map<App, number>();

  constructor(readonly projectors: App[]) {}

  ended(app: App, at: number): void {
    this.ends.set(app, at);
  }

  all(): Turn[] {
    return this.projectors.flatMap(of => {
      const turns: Turn[] = [];
      for (const line of of
        .log()
        .split('\n')
        .filter(text => text.includes('"Projections run '))) {
        const { time, msg } = JSON.parse(line) as { time: string; msg: string };
        const last = turns.at(-1);
        if (msg.endsWith('in this process')) turns.push({ of, from: Date.parse(time), until: Infinity });
        else if (last) last.until = Date.parse(time);
      }
      const end = this.ends.get(of) ?? Infinity;
      return turns.map(turn => (turn.from < end ? { ...turn, until: Math.min(turn.until, end) } : turn));
    });
  }

  /** Waits until one has its turn, and answers when it began. */
  async next(but?: App): Promise<Turn> {
    for (const last = Date.now() + 60_000; Date.now() < last; await delay(20)) {
      const running = this.all().filter(({ of, until }) => of !== but && until === Infinity);
      if (running[0]) return running[0];
    }
    throw new Error('nobody projects');
  }
}

let installation: Installation;
let apis: App[];
let turns: Turns;
let callers: Caller[];
let load: AbortController;
let working: Promise<unknown>;

beforeAll(async () => {
  installation = await Installation.open();
  const runs = ['api', 'api', 'projector', 'projector', 'projector'] as const;
  const apps = await Promise.all(runs.map(run => installation.start(run)));
  apis = apps.slice(0, 2);
  turns = new Turns(apps.slice(2));
  const token = await apis[0]!.tokenFor('service');
  let turn = 0;
  const balanced = (): string => apis[turn++ % apis.length]!.url;
  callers = Array.from({ length: 8 }, (_, n) => new Caller(balanced, token, `noor${n}`));
  load = new AbortController();
  working = Promise.all(callers.map(caller => caller.work(load.signal)));
  await answers(callers, 2);
}, 120_000);
afterAll(async () => {
  load.abort();
  await working;
  await installation.close();
});

test('a projector that is killed is followed by one that waits, in bounded time, twice', async () => {
  for (let kill = 1; kill <= 2; kill++) {
    const { of: active } = await turns.next();
    await answers(callers, 2);
    await delay(randomInt(0, 300));
    const died = Date.now();
    turns.ended(active, died);
    await active.kill9();
    const successor = await turns.next();
    expect(successor.of).not.toBe(active);
    expect(successor.from - died).toBeLessThan(BOUND_MS);
    turns.projectors.push(await installation.start('projector'));
  }
});

test('one that freezes is followed too, and when it wakes it leaves the work to its successor', async () => {
  const { of: frozen, from } = await turns.next();
  await answers(callers, 2);
  const froze = Date.now();
  process.kill(frozen.pid, 'SIGSTOP');
  const successor = await turns.next(frozen);
  expect(successor.from - froze).toBeLessThan(BOUND_MS);
  process.kill(frozen.pid, 'SIGCONT');
  const itsTurn = (): Turn => turns.all().find(turn => turn.of === frozen && turn.from === from)!;
  for (let n = 0; n < 1_000 && itsTurn().until === Infinity; n++) await delay(20);
  expect((await turns.next()).of).toBe(successor.of);
  expect(turns.all().filter(({ until }) => until === Infinity)).toHaveLength(1);
  // It did nothing since it froze.
  turns.ended(frozen, froze);
});

test('one that ends in order hands over at once', async () => {
  const { of: active } = await turns.next();
  expect(await active.stop()).toBe(0);
  const ended = Date.now();
  expect((await turns.next()).from - ended).toBeLessThan(LEASE.ttlMs);
});

test('at no time did two project', () => {
  const all = turns.all().sort((a, b) => a.from - b.from);
  expect(all.length).toBeGreaterThanOrEqual(5);
  const between = all.slice(1).map(({ from }, n) => from - all[n]!.until);
  expect(Math.min(...between)).toBeGreaterThanOrEqual(0);
});

test('nothing was lost or applied twice: all is as a replay makes it', async () => {
  load.abort();
  await working;
  for (const caller of callers) await caller.settle();
  const core = await Core.beside(installation);
  try {
    const { rows, differences: wrong } = await replay(core);
    expect(wrong).toEqual([]);
    expect(rows.subject_records).toBe(callers.length);
    expect(rows.register_entries).toBeGreaterThan(callers.reduce((sum, { version }) => sum + version, 0));
  } finally {
    await core.close();
  }
  const officer = await apis[0]!.tokenFor('privacy-officer');
  for (const { url } of apis)
    expect((await Promise.all(callers.map(caller => differences(url, officer, caller)))).flat()).toEqual([]);
});
