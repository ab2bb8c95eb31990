import { dayOver } from '#libs/kernel';
import { cancel, schedule, type TimerFunctions, type TimerHandler } from '#libs/timers';
import { MatterCommand } from './command';
import { matterOf, type MatterEventData } from './events';
import type { MatterCommandHandler } from './matter-command.handler';

const END = 'matter/end';

/** A matter ends by itself after its latest date. */
export const matterTimers: TimerFunctions<MatterEventData> = {
  MatterOpened: ({ latest }, { stream }) => [schedule(END, matterOf(stream), dayOver(latest))],
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
