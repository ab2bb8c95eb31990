import type { Pool } from 'pg';

/** Somebody waits for a projection; officers have decided about the event that one stands at. */
export const CHANNELS = { awaited: 'projections_awaited', decided: 'projections_decided' } as const;

/** What is told of projections is a hint to the process that projects, whichever it is: nothing fails with it. */
function tell(pool: Pool, about: keyof typeof CHANNELS, projection: string): void {
  pool.query('select pg_notify($1, $2)', [CHANNELS[about], projection]).catch(() => undefined);
}

/** Tells that somebody waits for a projection. */
export function tellAwaited(pool: Pool, projection: string): void {
  tell(pool, 'awaited', projection);
}

/** Tells that officers have decided about the event that projections stand at: they look at once, not at their next try. */
export function tellDecided(pool: Pool, projections: readonly string[]): void {
  for (const projection of projections) tell(pool, 'decided', projection);
}
