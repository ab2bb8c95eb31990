import type { Pool } from 'pg';
import { brusselsDay, type Clock, type Uuid } from '#libs/kernel';
import type { Sweep } from '#libs/timers';
import { EXPIRES_AFTER, outsidePolicy } from './queries';

const PAGE = 200;

/**
 * Lets expire whom no domain name, no login name and no service was ever for, or not for long enough (P05).
 * @param expire decides again on the subject's own stream; more than once is the same
 * @param current waits until the read model is: one that lags does not know of links that came and went meanwhile
 */
export function expirySweep(
  db: Pool,
  clock: Clock,
  expire: (subject: Uuid) => Promise<void>,
  current: () => Promise<void>,
): Sweep {
  return {
    name: 'outside-policy',
    everyMs: 3_600_000,
    async run() {
      const now = clock.now();
      // One that fails keeps none of the others; the sweep says so once all had their turn, and tries again.
      let failed: { readonly error: unknown } | undefined;
      for (let cursor: string | undefined; ;) {
        await current();
        const { subjects, next } = await outsidePolicy(db, now, { limit: PAGE, cursor }, EXPIRES_AFTER);
        for (const { subject, until } of subjects)
          if (until !== undefined && until < brusselsDay(now))
            await expire(subject).catch((error: unknown) => (failed ??= { error }));
        if (next === undefined) break;
        cursor = next;
      }
      if (failed) throw failed.error;
    },
  };
}
