import { setTimeout as delay } from 'node:timers/promises';

/** Asks until an answer is the wanted one. */
export async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`still not so: ${JSON.stringify(answer)}`);
    await delay(20);
  }
}
