import { setTimeout as delay } from 'node:timers/promises';

const LONGEST_REST_MS = 500;

/**
 * Asks until an answer is the wanted one; fails when it is not in time. The longer it has waited, the longer it rests: what is
 * asked has to be answered by somebody, who has better to do meanwhile.
 * @param everyMs between an answer and the next question, at least: more than the usual where asking starts a process
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  wanted: (answer: T) => boolean,
  withinMs = 30_000,
  everyMs = 20,
): Promise<T> {
  const began = Date.now();
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    const waitedMs = Date.now() - began;
    if (waitedMs >= withinMs) throw new Error(`still not so: ${JSON.stringify(answer)}`);
    await delay(restMs(waitedMs, withinMs, everyMs));
  }
}

/** Milliseconds between an answer and the next question: the last one is asked when the wait is over, and no later. */
export function restMs(waitedMs: number, withinMs: number, everyMs: number): number {
  return Math.ceil(
    Math.min(Math.max(everyMs, Math.min(waitedMs / 10, LONGEST_REST_MS)), withinMs - waitedMs),
  );
}
