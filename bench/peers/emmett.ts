import { randomUUID } from 'node:crypto';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';

/** emmett's bare append in process, without HTTP: appends a second to new streams, at its best concurrency. */
export async function emmettAppends(
  url: string,
  data: Record<string, string>,
  seconds: number,
): Promise<{ perSecond: number; concurrency: number }> {
  const store = getPostgreSQLEventStore(url);
  try {
    let best = { perSecond: 0, concurrency: 0 };
    for (const concurrency of [4, 8, 16, 32]) {
      const perSecond = await measure(concurrency, seconds, () =>
        store.appendToStream(`peer-${randomUUID()}`, [{ type: 'Measured', data }]),
      );
      if (perSecond > best.perSecond) best = { perSecond, concurrency };
    }
    return best;
  } finally {
    await store.close();
  }
}

async function measure(concurrency: number, seconds: number, once: () => Promise<unknown>): Promise<number> {
  await once(); // its schema
  const until = performance.now() + seconds * 1000;
  const from = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (performance.now() < until) {
        await once();
        done += 1;
      }
    }),
  );
  return done / ((performance.now() - from) / 1000);
}
