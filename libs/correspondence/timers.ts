import { addDays, type Day } from '#libs/kernel';
import { cancel, schedule, type TimerFunctions, type TimerHandler } from '#libs/timers';
import { MatterCommand } from './command';
import { matterOf, type MatterEventData } from './events';
import type { MatterCommandHandler } from './matter-command.handler';

const END = 'matter/end';

/** When a day is over in Brussels wherever the clocks stand: 23:00 UTC at the latest. */
function over(day: Day): Date {
  return new Date(`${addDays(day, 1)}T00:00:00Z`);
}

/** A matter ends by itself after its latest date. */
export const matterTimers: TimerFunctions<MatterEventData> = {
  MatterOpened: ({ latest }, { stream }) => [schedule(END, matterOf(stream), over(latest))],
  MatterEnded: (_, { stream }) => [cancel(END, matterOf(stream))],
};

export function matterTimerHandlers(
  matters: Pick<MatterCommandHandler, 'execute'>,
): Readonly<Record<string, TimerHandler>> {
  return {
    [END]: async ({ key, context }) => {
      await matters.execute(new MatterCommand('lapse', key, {}, context));
    },
  };
}
