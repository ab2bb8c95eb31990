import type { Pool } from 'pg';
import { pause } from '#libs/database';
import { CHANNELS } from './telling';

const RECONNECT_MS = 1_000;
/** As long as a timer can be: some 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** Hears what is told of projections, on one connection of the pool, until the signal aborts. */
export async function hearProjections(
  pool: Pool,
  heard: Readonly<Record<keyof typeof CHANNELS, (projection: string) => void>>,
  signal: AbortSignal,
): Promise<void> {
  const by = new Map<string, (projection: string) => void>([
    [CHANNELS.awaited, heard.awaited],
    [CHANNELS.decided, heard.decided],
  ]);
  while (!signal.aborted) {
    const client = await pool.connect().catch(() => undefined);
    if (client) {
      const gone = new AbortController();
      const end = (): void => gone.abort();
      client.once('error', end).once('end', end);
      client.on('notification', ({ channel, payload }) => void (payload && by.get(channel)?.(payload)));
      await client.query([...by.keys()].map(channel => `listen ${channel}`).join('; ')).then(
        () => pause(LONGEST_MS, gone.signal, signal),
        () => undefined,
      );
      client.release(true); // It must not go on listening in other hands.
    }
    await pause(RECONNECT_MS, signal);
  }
}
