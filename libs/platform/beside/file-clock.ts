import { readFileSync } from 'node:fs';
import { addDuration, type Clock } from '#libs/kernel';

/** An instant as RFC 3339 writes it. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * A clock that tests and the demo set, development only. The file holds an offset to the present (`+P3M`, `PT36H`,
 * ISO 8601) or an instant at which it stands still (`2026-11-24T09:00:00Z`, RFC 3339). It is read at each use; while
 * it is absent, empty or half written, what it said last holds.
 */
export function fileClock(path: string): Clock {
  let tell = (): Date => new Date();
  return {
    now() {
      tell = told(path) ?? tell;
      return tell();
    },
  };
}

function told(path: string): (() => Date) | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    const instant = INSTANT.test(text) ? new Date(text) : undefined;
    if (instant) return Number.isNaN(instant.getTime()) ? undefined : () => instant;
    addDuration(new Date(), text);
    return () => addDuration(new Date(), text);
  } catch {
    return undefined;
  }
}
