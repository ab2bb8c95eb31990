import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks until an answer is the wanted one; fails when it is not in time.
 * @param everyMs between an answer and the next question: more than the usual where asking starts a process
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  wanted: (answer: T) => boolean,
  withinMs = 30_000,
  everyMs = 20,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`still not so: ${JSON.stringify(answer)}`);
    await delay(everyMs);
  }
}
