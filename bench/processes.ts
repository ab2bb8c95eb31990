import type { EmbeddedPostgres } from '#tools/embedded-postgres';
import { projected } from './bulk';
import { register, Subjects, type Existing } from './commands';
import { lowerQuartile, median } from './cpu';
import { load, type Load } from './generator';
import { measure, ofProcess, ofServer, type Measured } from './scenarios';
import { serviceToken, type Running, type Service } from './service';

export interface On {
  readonly service: Service;
  readonly postgres: EmbeddedPostgres & { readonly pid: number };
  readonly say: (line: string) => void;
}

export interface Sizes {
  readonly subjects: number;
  readonly rounds: number;
  readonly seconds: number;
}

/**
 * One, two … API processes on one log, under the mixed load, whose commands go to any of them: what a command costs with each
 * more. A process that is met by a subject which another one changed since reads on from there, which is counted.
 */
export async function processesOnOneLog(
  { service, postgres, say }: On,
  most: number,
  { subjects, rounds, seconds }: Sizes,
): Promise<Record<string, unknown>> {
  const token = await serviceToken(service.issuer);
  const existing: Existing[] = [];
  await load(service.api.url, token, () => register(one => existing.push(one)), { amount: subjects });
  const known = new Subjects(existing);
  const apis: Running[] = [service.api];
  try {
    while (apis.length < most) apis.push(await service.anotherApi());
    const measured = new Map<number, Measured[]>();
    for (let round = 0; round <= rounds; round++)
      for (let count = 1; count <= most; count++) {
        const used = apis.slice(0, count);
        const it = await measure(
          {
            name: `${count} API processes`,
            processes: {
              api: () => used.reduce((sum, { pid }) => sum + ofProcess(() => pid)(), 0),
              projector: ofProcess(() => service.projector.pid),
              postgres: ofServer(postgres.pid),
            },
            async run() {
              const loads = await Promise.all(
                used.map(({ url }) => load(url, token, () => known.mixed(), { seconds })),
              );
              await projected(postgres.urls.owner);
              return together(loads);
            },
          },
          seconds,
        );
        say(
          `  round ${round}  ${count} processes  ${Math.round(it.cpu.total)} µs  ${Math.round(it.load.perSecond)}/s`,
        );
        // The first round warms up.
        if (round > 0) measured.set(count, [...(measured.get(count) ?? []), it]);
      }
    return Object.fromEntries([...measured].map(([count, all]) => [count, summary(all)]));
  } finally {
    for (const api of apis.slice(1)) await api.stop();
  }
}

function together(loads: readonly Load[]): Load {
  const sum = (of: (load: Load) => number): number => loads.reduce((total, each) => total + of(each), 0);
  const most = (of: (load: Load) => number): number => Math.max(...loads.map(of));
  return {
    count: sum(({ count }) => count),
    seconds: most(({ seconds }) => seconds),
    perSecond: sum(({ perSecond }) => perSecond),
    p50: most(({ p50 }) => p50),
    p99: most(({ p99 }) => p99),
  };
}

function summary(all: readonly Measured[]): Record<string, unknown> {
  const cpu = Object.keys(all[0]!.cpu).map(part => [part, lowerQuartile(all.map(each => each.cpu[part]!))]);
  return {
    cpu: Object.fromEntries(cpu) as Record<string, number>,
    perSecond: Math.round(median(all.map(each => each.load.perSecond))),
    p99: median(all.map(each => each.load.p99)),
  };
}
