import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { DatabaseUrls } from '#libs/database';
import { importCustomers } from './bulk';
import { median } from './cpu';
import { timed, type Times } from './register/asked';
import { runService, serviceToken } from './service';

const CLI = join(__dirname, '../apps/cli/main.js');
const CUSTOMERS = 5_000;
const STARTS = 5;
const AT_ONCE = 1_000;

interface Measured {
  /** Milliseconds from the start of an API process until it says where it is. */
  readonly startMs: number;
  readonly readiness: Times;
  readonly metrics: Times;
}

/**
 * What an EventStoreDB costs that is shared: a start, readiness and metrics while there are more and more events of others
 * after the log's last one; and how fast a log is copied to it.
 * @param server the one of EVENTSTORE_URL
 * @param largest events of others
 */
export async function sharedServer(
  on: { readonly folder: string; readonly urls: DatabaseUrls; readonly say: (line: string) => void },
  server: string,
  largest: number,
): Promise<Record<string, unknown>> {
  const name = `bench_${randomBytes(4).toString('hex')}`;
  const under = (prefix: string): string =>
    `${server}${server.includes('?') ? '&' : '?'}streamPrefix=${prefix}`;
  const service = await runService(on.folder, on.urls, { EVENTSTORE_URL: under(name) });
  const others = EventStoreDBClient.connectionString(server);
  try {
    await importCustomers(service.api.url, await serviceToken(service.issuer), CUSTOMERS);
    const result: Record<string, unknown> = { copy: await copied(under(name), under(`${name}_copy`)) };
    on.say(JSON.stringify(result));
    let foreign = 0;
    for (const size of [0, ...[10_000, 100_000].filter(each => each < largest), largest]) {
      for (; foreign < size; foreign += AT_ONCE)
        await others.appendToStream(
          `${name}-others`,
          Array.from({ length: AT_ONCE }, (_, n) => jsonEvent({ type: 'Foreign', data: { n } })),
        );
      const starts: number[] = [];
      for (let n = 0; n < STARTS; n++) {
        await service.api.stop();
        const began = performance.now();
        await service.startApi();
        starts.push(performance.now() - began);
      }
      const ask = (path: string) => async (): Promise<void> => {
        const response = await fetch(`${service.api.url}${path}`);
        if (!response.ok) throw new Error(`${path} answered ${response.status}`);
        await response.arrayBuffer();
      };
      const measured: Measured = {
        startMs: Math.round(median(starts)),
        readiness: await timed(200, ask('/health/ready')),
        metrics: await timed(200, ask('/metrics')),
      };
      result[size] = measured;
      on.say(`${size} events of others: ${JSON.stringify(measured)}`);
    }
    return result;
  } finally {
    await others.dispose();
    await service.stop();
  }
}

/** The command, with its comparison of both logs. */
async function copied(
  from: string,
  to: string,
): Promise<{ readonly events: number; readonly perSecond: number }> {
  const began = performance.now();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', CLI, 'log-copy', '--from', 'FROM', '--to', 'TO'],
    { env: { PATH: process.env['PATH'], FROM: from, TO: to } },
  );
  const seconds = (performance.now() - began) / 1000;
  const events = Number(/^The same: (\d+) events/m.exec(stdout)![1]);
  return { events, perSecond: Math.round(events / seconds) };
}
