import { cpuOf, cpuOfServer } from './cpu';
import type { Load } from './generator';

/** Processes whose CPU time a scenario costs, by name; PostgreSQL counts with all that runs under it. */
export interface Processes {
  readonly api?: () => number;
  readonly projector?: () => number;
  /** The peer's own process. */
  readonly peer?: () => number;
  readonly postgres: () => number;
}

export interface Scenario {
  readonly name: string;
  readonly processes: Processes;
  /** Commands for so many seconds. Its CPU time counts until it answers, so what follows from them may be awaited. */
  run(seconds: number): Promise<Load>;
}

/** CPU time of one command, µs, by process. `total` leaves the generator out. */
export type Cost = Readonly<Record<string, number>> & { readonly total: number; readonly generator: number };

export interface Measured {
  readonly load: Load;
  readonly cpu: Cost;
}

export const ofProcess = (pid: () => number) => (): number => cpuOf(pid());
export const ofServer = (postmaster: number) => (): number => cpuOfServer(postmaster);

/** Runs a scenario once, and says what a command of it cost. */
export async function measure(scenario: Scenario, seconds: number): Promise<Measured> {
  const parts = Object.entries(scenario.processes) as [string, () => number][];
  const before = parts.map(([, cpu]) => cpu());
  const own = process.cpuUsage();
  const load = await scenario.run(seconds);
  const spent = process.cpuUsage(own);
  const costs = parts.map(([name, cpu], at) => [name, (cpu() - before[at]!) / load.count] as const);
  const round = (value: number): number => Math.round(value * 10) / 10;
  return {
    load,
    cpu: {
      ...Object.fromEntries(costs.map(([name, cost]) => [name, round(cost)])),
      total: round(costs.reduce((sum, [, cost]) => sum + cost, 0)),
      generator: round((spent.user + spent.system) / load.count),
    },
  };
}
