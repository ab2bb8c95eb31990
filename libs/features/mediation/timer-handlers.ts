import type { CommandRunner } from '#libs/commands';
import type { TimerHandler } from '#libs/timers';
import { decideEndPeriod, decideLapse } from './decisions';
import { MEDIATION_VERSIONS, type MediationEventData } from './events';
import { mediationStreamOf, type MediationState } from './state';
import { LATEST_END, PERIOD_END } from './timers';

/** What the dates of a mediation do. */
export function mediationTimerHandlers(runner: CommandRunner): Record<string, TimerHandler> {
  const on =
    (decide: typeof decideLapse): TimerHandler =>
    async ({ key, context }) => {
      await runner.run<MediationState, MediationEventData>({
        stream: mediationStreamOf(key),
        context,
        versions: MEDIATION_VERSIONS,
        decide,
      });
    };
  return { [PERIOD_END]: on(decideEndPeriod), [LATEST_END]: on(decideLapse) };
}
