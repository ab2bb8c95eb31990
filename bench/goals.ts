/** What one run is to show: a number of it by its path, and the bound that it is held to. */
export interface Goal {
  readonly of: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

const GOALS: readonly Goal[] = [
  { of: 'ratios.mixedCpuVsEmmett', atMost: 1 / 1.2 },
  { of: 'ratios.mixedVsAuditTable', atLeast: 1.5 },
  { of: 'ratios.mixedVsEmmettBehindNest', atLeast: 1.3 },
  { of: 'ratios.pathCpuVsNestInsert', atMost: 1 / 0.9 },
  { of: 'ratios.mixedCpuVsNestInsert', atMost: 1 / 0.7 },
  { of: 'ratios.registrationCpuVsEmmett', atMost: 1 / 0.7 },
  { of: 'ratios.importCpuVsEmmett3', atMost: 1 / 0.8 },
  { of: 'ratios.p99VsP50', atMost: 4 },
  { of: 'catchUp.together', atLeast: 20_000 },
  { of: 'periodQueryP99Ms', atMost: 50 },
  { of: 'idleCores', atMost: 0.005 },
];

export interface Judged {
  readonly of: string;
  readonly value: number;
  /** The bound in words, such as `≤ 0.83`. */
  readonly goal: string;
  readonly met: boolean;
}

/** A line for people. */
export function said({ of, value, goal, met }: Judged): string {
  return `${of.padEnd(34)} ${String(value).padStart(8)}  ${goal.padEnd(9)} ${met ? 'met' : 'MISSED'}`;
}

/** Holds what was measured to the goals. @throws Error when a number is not there: a run that left it out shows nothing */
export function judged(result: object, goals: readonly Goal[] = GOALS): Judged[] {
  return goals.map(({ of, atMost, atLeast }) => {
    const value = of
      .split('.')
      .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], result);
    if (typeof value !== 'number' || Number.isNaN(value)) throw new Error(`${of} was not measured`);
    const goal = atMost === undefined ? `≥ ${atLeast}` : `≤ ${Math.round(atMost * 1000) / 1000}`;
    return { of, value, goal, met: value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity) };
  });
}
