import { LogCut, LogDamaged } from '#libs/event-store';
import type { Check } from '../check';
import { finding, type Finding } from '../findings';

/** The engine of the log answers, and nothing is set by which it would lose events. */
export const engine: Check = {
  name: 'log engine',
  async run(world) {
    try {
      const log = await world.openLog();
      await log.head();
      return log.movedAway ? [finding('log-moved-away', log.place)] : [];
    } catch (error) {
      return [engineFinding(error)];
    }
  },
};

/** Messages of the engines say what is wrong and what to do, without addresses and passwords. */
export function engineFinding(error: unknown): Finding {
  const text = error instanceof Error ? error.message : 'no answer';
  if (error instanceof LogCut) return finding('log-truncating-metadata', text);
  if (error instanceof LogDamaged) return finding('log-damaged', text);
  return finding('log-unreachable', text);
}
