import type { FeatureTimers } from '#libs/feature';
import { dayOver } from '#libs/kernel';
import { cancel, schedule, type TimerFunctions } from '#libs/timers';
import { matterOf, type MatterEventData } from './events';

const END = 'matter/end';

/** A matter ends by itself after its latest date; what may be a request waits for its answer. */
export const set: TimerFunctions<MatterEventData> = {
  MatterOpened: ({ latest, clock }, { stream }) =>
    clock ? [] : [schedule(END, matterOf(stream), dayOver(latest))],
  MatterEnded: (_, { stream }) => [cancel(END, matterOf(stream))],
};

/** What sets the timer, and the command that is due then. */
export const matterTimers: FeatureTimers = {
  set,
  due: {
    [END]: async ({ key, context }) =>
      new (await import('#features/correspondence/commands/lapse-matter')).LapseMatter(key, context),
  },
};
