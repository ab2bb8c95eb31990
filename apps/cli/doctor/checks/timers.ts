import { sweepStates, timerStates } from '#libs/timers';
import type { Check } from '../check';
import { Tally } from '../findings';

/** A timer that is due is fired within a second; so late it is not being fired. */
const LATE_MS = 300_000;
const FAILURES = 3;

/** What was to be done by now is done (deadlines of requests, ends of matters, erasures). */
export const timers: Check = {
  name: 'timers',
  async run({ service, clock }) {
    const tally = new Tally();
    for (const { name, overdue } of await timerStates(service, new Date(clock.now().getTime() - LATE_MS)))
      if (overdue > 0) tally.add('timer-overdue', name, overdue);
    for (const { name, failing } of await timerStates(service, clock.now()))
      if (failing > 0) tally.add('timer-failing', name, failing);
    for (const { name, failures, error } of await sweepStates(service))
      if (failures >= FAILURES) tally.add('sweep-failing', `${name}: ${error ?? 'unknown'}`);
    return tally.findings();
  },
};
