import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LEASE } from '#libs/database';
import type { App } from '../setup/app';
import { freshDatabase } from '../setup/database';
import { Core } from '../setup/core';
import { Installation } from '../setup/installation';
import { replay } from '../setup/replay';
import { answers, Caller, differences } from '../faults/caller';

/** For what was not projected meanwhile, on a busy machine. */
const SLACK_MS = 10_000;

let installation: Installation;
beforeAll(async () => void (installation = await Installation.open(freshDatabase)));
afterAll(() => installation.close());

test('two api processes and a projector: one of each is killed, and no caller notices who sends again', async () => {
  // All three begin at once, on empty databases.
  const [one, two, projector] = (await Promise.all(
    (['api', 'api', 'projector'] as const).map(run => installation.start(run)),
  )) as [App, App, App];
  const apis = [one, two];
  const token = await one.tokenFor('service');
  let turn = 0;
  const balanced = (): string => apis[turn++ % apis.length]!.url;
  const callers = Array.from({ length: 8 }, (_, n) => new Caller(balanced, token, `noor${n}`));
  const stop = new AbortController();
  const working = Promise.all(callers.map(caller => caller.work(stop.signal)));

  await answers(callers, 5);
  await delay(randomInt(0, 200));
  await one.kill9();
  await answers(callers, 5);
  apis[0] = await installation.start('api');
  await answers(callers, 5);

  const officer = await two.tokenFor('privacy-officer');
  await projector.kill9();
  // Nobody projects: commands go on. Then another one begins, and has its turn when the dead one's lease is over.
  await answers(callers, 5);
  const told = callers.map(({ version }) => version);
  const successor = await installation.start('projector');
  const began = performance.now();
  const stale = async (): Promise<boolean> => {
    const versions = await Promise.all(callers.map(({ subject }) => versionOf(two, officer, subject)));
    return versions.some((version, n) => version < told[n]!);
  };
  const bound = LEASE.ttlMs + LEASE.askMs + SLACK_MS;
  while ((await stale()) && performance.now() - began < bound) await delay(50);
  expect(performance.now() - began).toBeLessThan(bound);

  stop.abort();
  await working;
  for (const caller of callers) await caller.settle();
  const core = await Core.beside(installation);
  try {
    const { rows, differences: wrong } = await replay(core);
    expect(wrong).toEqual([]);
    expect(rows.subject_records).toBe(callers.length);
  } finally {
    await core.close();
  }
  for (const { url } of apis)
    expect((await Promise.all(callers.map(caller => differences(url, officer, caller)))).flat()).toEqual([]);
  expect(await Promise.all([...apis, successor].map(app => app.stop()))).toEqual([0, 0, 0]);
});

/** The version of a record as it is served now; 0 where nothing can be said of it yet. */
async function versionOf(app: App, token: string, subject: string): Promise<number> {
  const response = await fetch(`${app.url}/v1/subjects/${subject}/record?purpose=customer-care`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { version } = (await response.json()) as { version?: number };
  if (!response.ok && response.status !== 503) throw new Error(`answered ${response.status}`);
  return version ?? 0;
}
