import { dayAfter } from '#libs/kernel';
import type { KeptKey, SubjectEventData } from '#libs/subjects';
import { cancel, schedule, type TimerChange, type TimerFunctions, type TimerHandler } from '#libs/timers';
import type { Erasures } from './erasures';

/** Carries an erasure on, from wherever it is. */
const CARRY_ON = 'erasure/carry-on';
/** The time of what was kept is over. */
const KEPT_ENDS = 'erasure/kept-ends';

function subjectOf({ stream }: { readonly stream: string }): string {
  return stream.slice('subject-'.length);
}

export const erasureTimers: TimerFunctions<SubjectEventData> = {
  ErasureBegun: ({ erasure }, record) => [
    schedule(CARRY_ON, erasure, new Date(record.time), { subject: subjectOf(record) }),
  ],
  DataErased: ({ erasure }) => [cancel(CARRY_ON, erasure)],
  SubjectErased: ({ erasure, kept }, record) => [
    cancel(CARRY_ON, erasure),
    ...keptEnds(subjectOf(record), kept),
  ],
};

function keptEnds(subject: string, kept: readonly KeptKey[]): TimerChange[] {
  const [first] = kept.map(({ until }) => until).sort();
  if (first === undefined) return [];
  return [schedule(KEPT_ENDS, subject, new Date(`${dayAfter(first, 'P1D')}T00:00:00Z`))];
}

export function erasureTimerHandlers(erasures: Erasures): Record<string, TimerHandler> {
  return {
    [CARRY_ON]: ({ key, payload, context, signal }) =>
      erasures.carryOn(payload.subject!, key, context, signal),
    [KEPT_ENDS]: async ({ key, context }) => {
      await erasures.begin(key, { scope: { of: 'subject' }, reason: 'retention-ended' }, context);
    },
  };
}
