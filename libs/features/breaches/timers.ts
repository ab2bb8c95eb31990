import { REMINDERS, type BreachClock, type Reminder } from '#libs/deadlines';
import type { FeatureTimers } from '#libs/feature';
import { storable } from '#libs/kernel';
import { cancel, schedule, type DueTimer, type TimerChange, type TimerFunctions } from '#libs/timers';
import { breachOf, type BreachEventData } from './events';

const TIMERS = { 'due-soon': 'breach/due-soon', overdue: 'breach/overdue' } as const;
/** A breach was closed: its words are kept as long as the catalogue says. */
const EXPIRE = 'breach/expire';

/** Reminders follow when it became known. */
function follow(clock: BreachClock | undefined, stream: string): readonly TimerChange[] {
  if (!clock) return [];
  const { remind, due } = clock;
  const at = (time: string): Date => new Date(storable(time));
  return [
    schedule(TIMERS['due-soon'], breachOf(stream), at(remind), { due }),
    schedule(TIMERS.overdue, breachOf(stream), at(due), { due }),
  ];
}

function noReminders(stream: string): readonly TimerChange[] {
  return REMINDERS.map(about => cancel(TIMERS[about], breachOf(stream)));
}

const set: TimerFunctions<BreachEventData> = {
  BreachRecorded: ({ clock }, { stream }) => follow(clock, stream),
  BreachCorrected: ({ clock }, { stream }) => follow(clock, stream),
  AuthorityNotified: (_, { stream }) => noReminders(stream),
  BreachClosed: (_, { stream, time }) => [
    ...noReminders(stream),
    schedule(EXPIRE, breachOf(stream), new Date(time)),
  ],
};

const remind =
  (about: Reminder) =>
  async ({ key, payload, context }: DueTimer) => {
    const { RemindOfBreach } = await import('#features/breaches/commands/remind-of-breach');
    return new RemindOfBreach(key, { about, due: payload.due! }, context);
  };

/** What sets them, and the command of each. */
export const breachTimers: FeatureTimers = {
  set,
  due: {
    [TIMERS['due-soon']]: remind('due-soon'),
    [TIMERS.overdue]: remind('overdue'),
    [EXPIRE]: async ({ key, context }) =>
      new (await import('#features/breaches/commands/expire-breach')).ExpireBreach(key, context),
  },
};
