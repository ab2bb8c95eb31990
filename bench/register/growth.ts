import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PostgresEventStore } from '#libs/event-store/postgres';
import type { EmbeddedPostgres } from '#tools/embedded-postgres';
import { judged, said, type Goal } from '../goals';
import { asSuperuser, importCustomers, projected, settled, withClient } from '../bulk';
import { officerToken, serviceToken, type Service } from '../service';
import { Asked, verified } from './asked';
import { catchUp } from './catch-up';
import { syncTimes } from './disk';
import { fillLog, TEMPLATE_CUSTOMERS } from './fill';

const CLI = join(__dirname, '../../apps/cli/main.js');

export interface On {
  readonly service: Service;
  readonly postgres: EmbeddedPostgres;
  readonly folder: string;
  readonly say: (line: string) => void;
}

/** Sizes in entries at which the register is measured. */
export function sizesTo(largest: number): number[] {
  return [...[10_000, 100_000].filter(size => size < largest), largest];
}

/** What the register costs at each of the sizes: nothing of it may grow with it. */
export async function registerGrowth(on: On, largest: number): Promise<Record<string, unknown>> {
  const { service, postgres, say } = on;
  await importCustomers(service.api.url, await serviceToken(service.issuer), TEMPLATE_CUSTOMERS);
  await projected(postgres.urls.owner);
  const env = { PATH: process.env['PATH'], ...service.environment };
  const made = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', CLI, 'signing', 'make'],
    { env },
  );
  const vkey = made.stdout.trim();
  await projected(postgres.urls.owner);
  const url = asSuperuser(postgres);
  const [template, entries] = await counts(url);
  const result: Record<string, unknown> = {};
  for (const size of sizesTo(largest)) {
    const began = performance.now();
    await service.projector.stop();
    const [before] = await counts(url);
    await fillLog(url, template, Math.ceil((size / entries) * template));
    const filled = Math.round((performance.now() - began) / 1000);
    result[size] = await measured(on, { size, vkey, before, url });
    say(`${size} entries (filled in ${filled} s): ${JSON.stringify(result[size])}`);
  }
  const goals = judged(result, goalsAt(largest));
  for (const goal of goals) say(said(goal));
  return { ...result, goals };
}

/** What is wanted of the largest register. */
function goalsAt(size: number): Goal[] {
  return [
    { of: `${size}.projection.slower`, atMost: 0.1 },
    { of: `${size}.proofs.p99`, atMost: 20 },
    { of: `${size}.checkpoints.p99`, atMost: 50 },
    { of: `${size}.lastPages.p99`, atMost: 50 },
    { of: `${size}.verified.seconds`, atMost: 60 },
    { of: `${size}.verified.megabytes`, atMost: 200 },
  ];
}

async function measured(
  { service, postgres, folder }: On,
  { size, vkey, before, url }: { size: number; vkey: string; before: number; url: string },
): Promise<Record<string, unknown>> {
  const store = await PostgresEventStore.open({ url: postgres.urls.service });
  const projection = await catchUp(postgres.urls.owner, store);
  await store.close();
  const live = await projectorFrom(service, postgres, before, url);
  await settled(postgres);
  const asked = new Asked(service.api.url, await officerToken(service.issuer));
  const disk = syncTimes(folder);
  const checkpoints = await asked.checkpoints(200);
  const proofs = await asked.proofs(size, 400);
  const lastPages = await asked.lastPages(200);
  const [whole, part] = [join(folder, 'whole.jsonl'), join(folder, 'part.jsonl')];
  const exported = await asked.export(whole);
  const selection = await asked.export(part, '&kind=registered');
  return {
    projection,
    live,
    disk,
    proofs,
    checkpoints,
    lastPages,
    exported,
    verified: await verified(whole, vkey),
    selection: { ...selection, verified: await verified(part, vkey) },
    memoryMiB: { api: service.api.memory(), projector: service.projector.memory() },
  };
}

/** Events a second that the projector's process applies to all its read models, and the most memory that it takes meanwhile. */
async function projectorFrom(
  service: Service,
  postgres: EmbeddedPostgres,
  before: number,
  url: string,
): Promise<{ readonly perSecond: number; readonly peakMiB: number }> {
  const [events] = await counts(url);
  await service.startProjector();
  const began = performance.now();
  let [over, peakMiB] = [false, 0];
  const done = projected(postgres.urls.owner).finally(() => (over = true));
  while (!over) {
    peakMiB = Math.max(peakMiB, service.projector.memory());
    await Promise.race([done, delay(200)]);
  }
  await done;
  return { perSecond: Math.round((events - before) / ((performance.now() - began) / 1000)), peakMiB };
}

/** Events of the log and entries of the register. @param url of a superuser */
export async function counts(url: string): Promise<[events: number, entries: number]> {
  return withClient(url, async db => {
    const { rows } = await db.query<{ events: string; entries: string }>(
      'select (select count(*) from events) as events, (select count(*) from register_entries) as entries',
    );
    return [Number(rows[0]!.events), Number(rows[0]!.entries)];
  });
}
