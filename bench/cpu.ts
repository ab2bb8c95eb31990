import { readdirSync, readFileSync } from 'node:fs';

/** Of `sysconf(_SC_CLK_TCK)` on Linux: the accounting of /proc counts in hundredths of a second. */
const MICROSECONDS_A_TICK = 10_000;

interface Times {
  readonly parent: number;
  /** User and system time of the process, in ticks. */
  readonly own: number;
  /** The same of its children that have ended and were waited for. */
  readonly ended: number;
}

function timesOf(pid: number | string): Times | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // It has ended.
  }
  // proc(5): after the command in parentheses, which may hold anything, come the state (3), the parent (4) and so on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const at = (field: number): number => Number(fields[field - 3]);
  return { parent: at(4), own: at(14) + at(15), ended: at(16) + at(17) };
}

/** CPU time of a process since it began, µs, by the system's accounting. */
export function cpuOf(pid: number): number {
  return (timesOf(pid)?.own ?? 0) * MICROSECONDS_A_TICK;
}

/** CPU time of a PostgreSQL server, µs: the postmaster, what runs under it, and what has ended under it. */
export function cpuOfServer(postmaster: number): number {
  const own = timesOf(postmaster);
  if (!own) return 0;
  const children = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => timesOf(name) ?? [])
    .filter(({ parent }) => parent === postmaster);
  const ticks = children.reduce((sum, child) => sum + child.own, own.own + own.ended);
  return ticks * MICROSECONDS_A_TICK;
}

/** The lower quartile: what the work costs where the rest of the machine disturbed it least. */
export function lowerQuartile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 4)]!;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
