import type { FeatureTimers } from '#libs/feature';
import { dayOver } from '#libs/kernel';
import { cancel, schedule, type TimerFunctions } from '#libs/timers';
import { mediationOf, type MediationEventData } from './events';

const PERIOD_END = 'mediation/answer-period';
const LATEST_END = 'mediation/latest';

/** The owner's time, and the matter's. Both stand from the opening, whether somebody owns the name here or not. */
const set: TimerFunctions<MediationEventData> = {
  MediationOpened: ({ until, latest }, { stream }) => [
    schedule(PERIOD_END, mediationOf(stream), dayOver(until)),
    schedule(LATEST_END, mediationOf(stream), dayOver(latest)),
  ],
  ThirdPartyAnswered: ({ keptUntil }, { stream }) =>
    keptUntil === undefined
      ? []
      : [
          cancel(PERIOD_END, mediationOf(stream)),
          schedule(LATEST_END, mediationOf(stream), dayOver(keptUntil)),
        ],
  MediationEnded: (_, { stream }) => [
    cancel(PERIOD_END, mediationOf(stream)),
    cancel(LATEST_END, mediationOf(stream)),
  ],
};

/** What sets them, and the command of each. */
export const mediationTimers: FeatureTimers = {
  set,
  due: {
    [PERIOD_END]: async ({ key, context }) =>
      new (await import('#features/mediation/commands/end-answer-period')).EndAnswerPeriod(key, context),
    [LATEST_END]: async ({ key, context }) =>
      new (await import('#features/mediation/commands/lapse-mediation')).LapseMediation(key, context),
  },
};
