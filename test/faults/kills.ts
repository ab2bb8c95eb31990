import { randomInt } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startApp } from '../setup/app';
import { Caller, differences } from './caller';

export interface KillReport {
  readonly kills: number;
  readonly acknowledged: number;
  readonly retried: number;
  /** What was not as it must be; empty. */
  readonly wrong: readonly string[];
}

/**
 * Kills the service (and every third time its PostgreSQL with it) with SIGKILL at random moments under load, starts it
 * again, and holds it to what it acknowledged: nothing lost, nothing doubled, records and register of one mind.
 */
export async function kills(
  count: number,
  say: (line: string) => void = () => undefined,
): Promise<KillReport> {
  const app = await startApp({
    postgres: 'embedded',
    env: { OIDC_ISSUER: process.env.INZAGE_TEST_ISSUER! },
  });
  try {
    const token = await app.tokenFor('service');
    const callers = Array.from({ length: 16 }, (_, n) => new Caller(() => app.url, token, `noor${n}`, 0));
    for (let kill = 1; kill <= count; kill++) {
      const stop = new AbortController();
      const working = Promise.all(callers.map(caller => caller.work(stop.signal)));
      // Under load: something was answered since the start, and more is under way.
      const before = answered(callers);
      while (answered(callers) <= before) await delay(5);
      await delay(randomInt(0, 500));
      const database = kill % 3 === 0;
      if (database) killPostmaster(app.dataDir);
      await app.kill9();
      stop.abort();
      await working;
      await app.start();
      say(
        `  kill ${kill} of ${count}${database ? ', PostgreSQL too' : ''}: ${total(callers, 'acknowledged')} acknowledged so far`,
      );
    }
    for (const caller of callers) await caller.settle();
    const officer = await app.tokenFor('privacy-officer');
    return {
      kills: count,
      acknowledged: total(callers, 'acknowledged'),
      retried: total(callers, 'retried'),
      wrong: (await Promise.all(callers.map(caller => differences(app.url, officer, caller)))).flat(),
    };
  } finally {
    await app.dispose();
  }
}

function killPostmaster(dataDir: string): void {
  const file = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).find(name =>
    name.endsWith('postmaster.pid'),
  );
  if (file === undefined) throw new Error('no PostgreSQL to kill');
  process.kill(Number(readFileSync(join(dataDir, file), 'utf8').split('\n')[0]), 'SIGKILL');
}

function answered(callers: readonly Caller[]): number {
  return callers.reduce((sum, caller) => sum + caller.version, 0);
}

function total(callers: readonly Caller[], what: 'acknowledged' | 'retried'): number {
  return callers.reduce((sum, caller) => sum + caller[what], 0);
}
