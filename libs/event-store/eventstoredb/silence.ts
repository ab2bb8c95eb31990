import { setTimeout as sleep } from 'node:timers/promises';

/** Of the longest silence: when a node that says nothing is asked whether it is there, and how long it has to say so. */
const [PROBE_AFTER, PROBE_WITHIN] = [0.2, 0.15];
/** A machine that is busy is not a node that is gone. */
const PROBE_AT_LEAST_MS = 500;

/** After so long without a word a node is asked. */
export const probeAfter = (silenceMs: number): number => silenceMs * PROBE_AFTER;

/**
 * Calls when a node is to be looked after: it said nothing since, and was not asked since.
 * @param since milliseconds of the epoch. A timer can be early by one: what is looked at too soon is looked at again when it is due
 */
export function lookWhenDue(look: () => Promise<void>, since: number, silenceMs: number): NodeJS.Timeout {
  return setTimeout(() => void look(), Math.max(since + probeAfter(silenceMs) - Date.now(), 1));
}

/** Whether the node answers something small in time. */
export async function isThere(probe: () => Promise<unknown>, silenceMs: number): Promise<boolean> {
  const late = sleep(Math.max(silenceMs * PROBE_WITHIN, PROBE_AT_LEAST_MS), false, { ref: false });
  const answered = probe().then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]);
}
