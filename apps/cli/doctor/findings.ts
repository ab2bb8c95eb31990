import type { Code } from './codes';

/** One kind of trouble: how often, and where. `where`: ids, numbers and names of columns only, never a value. */
export interface Finding {
  readonly code: Code;
  readonly count: number;
  readonly where: readonly string[];
}

/** Places of a kind that are kept; a report shows the first few. */
const PLACES = 1_000;

/** Counts what is found and keeps the places of each kind. */
export class Tally {
  private readonly found = new Map<Code, { count: number; where: string[] }>();

  add(code: Code, where: string, count = 1): void {
    let one = this.found.get(code);
    if (!one) this.found.set(code, (one = { count: 0, where: [] }));
    one.count += count;
    if (one.where.length < PLACES) one.where.push(where);
  }

  findings(): Finding[] {
    return [...this.found].map(([code, found]) => ({ code, ...found }));
  }
}

export function finding(code: Code, ...where: string[]): Finding {
  return { code, count: where.length, where };
}

/** Something cannot be looked at, for a reason that is a finding of another check. */
export class NotLookable extends Error {}
