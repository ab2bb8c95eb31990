import type { Pool } from 'pg';
import { pause } from '#libs/database';

const CHANNEL = 'projections_awaited';
const RECONNECT_MS = 1_000;
/** As long as a timer can be: some 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** Tells the process that projects, whichever it is, that somebody waits for a projection. A hint: nothing fails with it. */
export function tellAwaited(pool: Pool, projection: string): void {
  pool.query('select pg_notify($1, $2)', [CHANNEL, projection]).catch(() => undefined);
}

/** Hears which projections others wait for, on one connection of the pool, until the signal aborts. */
export async function hearAwaited(
  pool: Pool,
  heard: (projection: string) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const client = await pool.connect().catch(() => undefined);
    if (client) {
      const gone = new AbortController();
      const end = (): void => gone.abort();
      client.once('error', end).once('end', end);
      client.on('notification', ({ payload }) => void (payload && heard(payload)));
      await client.query(`listen ${CHANNEL}`).then(
        () => pause(LONGEST_MS, gone.signal, signal),
        () => undefined,
      );
      client.release(true); // It must not go on listening in other hands.
    }
    await pause(RECONNECT_MS, signal);
  }
}
