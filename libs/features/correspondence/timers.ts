import type { FeatureTimers } from '#libs/feature';
import { dayOver } from '#libs/kernel';
import { cancel, schedule, type TimerFunctions } from '#libs/timers';
import { matterOf, type MatterEventData } from './events';

const END = 'matter/end';

/** A matter ends by itself after its latest date. */
export const matterTimers: TimerFunctions<MatterEventData> = {
  MatterOpened: ({ latest }, { stream }) => [schedule(END, matterOf(stream), dayOver(latest))],
  MatterEnded: (_, { stream }) => [cancel(END, matterOf(stream))],
};

/** The command that is due then. */
export const matterDue: FeatureTimers = {
  set: matterTimers,
  due: {
    [END]: async ({ key, context }) =>
      new (await import('#features/correspondence/command')).MatterCommand('lapse', key, {}, context),
  },
};
