import { dayOver } from '#libs/kernel';
import { cancel, schedule, type TimerFunctions } from '#libs/timers';
import { mediationOf, type MediationEventData } from './events';

export const PERIOD_END = 'mediation/answer-period';
export const LATEST_END = 'mediation/latest';

/** The owner's time, and the matter's. Both stand from the opening, whether somebody owns the name here or not. */
export const mediationTimers: TimerFunctions<MediationEventData> = {
  MediationOpened: ({ until, latest }, { stream }) => [
    schedule(PERIOD_END, mediationOf(stream), dayOver(until)),
    schedule(LATEST_END, mediationOf(stream), dayOver(latest)),
  ],
  MediationEnded: (_, { stream }) => [
    cancel(PERIOD_END, mediationOf(stream)),
    cancel(LATEST_END, mediationOf(stream)),
  ],
};
