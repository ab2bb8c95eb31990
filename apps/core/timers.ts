import { matterTimerHandlers, matterTimers } from '#libs/features/correspondence';
import { erasureTimerHandlers, erasureTimers, orphanSweep } from '#libs/features/erasure';
import { requestTimerHandlers, requestTimers } from '#libs/features/requests';
import { mediationTimerHandlers, mediationTimers } from '#libs/features/mediation';
import { orderTimerHandlers, orderTimers } from '#libs/features/orders';
import { expirySweep } from '#libs/features/oversight';
import { claimSweep } from '#libs/features/subjects';
import { TimerTable, TimerWorker, type Sweep, type TimerHandler, type TimerHooks } from '#libs/timers';
import { matterHandler } from './matters';
import type { Core } from './open';
import { endKeys, requestHandler } from './requests';

/** How long a sweep waits for the links as they are now; it runs again. */
const LINKS_WITHIN_MS = 60_000;

/** What events do to timers, of every feature. */
export function timerTable(): TimerTable {
  return new TimerTable(requestTimers, mediationTimers, matterTimers, erasureTimers, orderTimers);
}

/** What is done when a timer is due, by its name. */
function timerHandlers(core: Core): Record<string, TimerHandler> {
  return {
    ...requestTimerHandlers(requestHandler(core), endKeys(core)),
    ...mediationTimerHandlers(core.runner),
    ...matterTimerHandlers(matterHandler(core)),
    ...erasureTimerHandlers(core.erasures),
    ...orderTimerHandlers(core.runner, core.catalogues, core.clock, endKeys(core)),
  };
}

/** What is looked around for, of every feature. */
export function sweeps(core: Core): Sweep[] {
  const { vault, store, claims, clock, pool, erasures, progress } = core;
  const linksCurrent = async (): Promise<void> => {
    const head = await store.head();
    if (head !== null) await progress.waitFor('subject-links', head, LINKS_WITHIN_MS);
  };
  return [
    claimSweep(vault, claims, clock),
    orphanSweep(vault, store, clock),
    expirySweep(pool, clock, subject => erasures.expire(subject), linksCurrent),
  ];
}

/** Timers and sweeps of all features: fired by one process at a time. */
export function timerWorker(core: Core, hooks: TimerHooks = {}): TimerWorker {
  return new TimerWorker(core.workers, core.clock, core.vault, timerHandlers(core), sweeps(core), {
    hooks,
    leasePool: core.leases,
  });
}
