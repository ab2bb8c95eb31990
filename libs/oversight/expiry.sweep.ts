import type { Pool } from 'pg';
import { brusselsDay, type Clock, type Uuid } from '#libs/kernel';
import type { Sweep } from '#libs/timers';
import { EXPIRES_AFTER, outsidePolicy } from './queries';

const PAGE = 200;

/**
 * Lets expire whom no domain name, no login name and no service was ever for, or not for long enough (P05).
 * @param expire decides again on the subject's own state; more than once is the same
 */
export function expirySweep(db: Pool, clock: Clock, expire: (subject: Uuid) => Promise<void>): Sweep {
  return {
    name: 'outside-policy',
    everyMs: 3_600_000,
    async run() {
      const now = clock.now();
      for (let cursor: string | undefined; ;) {
        const { subjects, next } = await outsidePolicy(db, now, { limit: PAGE, cursor }, EXPIRES_AFTER);
        for (const { subject, until } of subjects)
          if (until !== undefined && until < brusselsDay(now)) await expire(subject);
        if (next === undefined) return;
        cursor = next;
      }
    },
  };
}
