import type { FeatureTimers } from '#libs/feature';
import { dayOver } from '#libs/kernel';
import { REMINDERS, remindersOf, type Reminder } from '#libs/deadlines';
import { cancel, schedule, type DueTimer, type TimerFunctions } from '#libs/timers';
import { matterOf, type MatterEventData } from './events';

const END = 'matter/end';
const timerOf = (about: Reminder) => `matter/${about}` as const;

/** A matter ends by itself after its latest date; what may be a request waits for its answer, and officers are reminded of it. */
export const set: TimerFunctions<MatterEventData> = {
  MatterOpened: ({ latest, clock }, { stream }) => {
    const matter = matterOf(stream);
    if (!clock) return [schedule(END, matter, dayOver(latest))];
    const { due } = clock;
    return due === undefined
      ? []
      : remindersOf(due).map(({ about, at }) => schedule(timerOf(about), matter, at, { due }));
  },
  MatterEnded: (_, { stream }) => [
    cancel(END, matterOf(stream)),
    ...REMINDERS.map(about => cancel(timerOf(about), matterOf(stream))),
  ],
};

const remind =
  (about: Reminder) =>
  async ({ key, payload, context }: DueTimer) => {
    const { RemindOfMail } = await import('#features/correspondence/commands/remind-of-mail');
    return new RemindOfMail(key, { about, due: payload.due! }, context);
  };

/** What sets the timer, and the command that is due then. */
export const matterTimers: FeatureTimers = {
  set,
  due: {
    [END]: async ({ key, context }) =>
      new (await import('#features/correspondence/commands/lapse-matter')).LapseMatter(key, context),
    [timerOf('due-soon')]: remind('due-soon'),
    [timerOf('overdue')]: remind('overdue'),
  },
};
