import type { AccessEventData } from '#libs/features/access';
import type { FeatureTimers } from '#libs/feature';
import { brusselsDay, dayOver } from '#libs/kernel';
import type { KeptKey, SealedValues, SubjectEventData } from '#libs/features/subjects';
import {
  bringForward,
  cancel,
  schedule,
  type TimerChange,
  type DueTimer,
  type TimerFunctions,
} from '#libs/timers';
import { lastDay } from './kept';

/** Resumes an erasure, from wherever it is. */
const RESUME = 'erasure/carry-on';
/** The time of what was kept is over. */
const KEPT_ENDS = 'erasure/kept-ends';
/**
 * What is kept no longer is erased, and the timer goes on to what is next. By what set it, so that none is moved by
 * another: the end of a service, of a month with a sign-in, of a financial year, a correction.
 */
const RETENTION = {
  service: 'retention/service',
  month: 'retention/month',
  year: 'retention/year',
  corrected: 'retention/corrected',
} as const;

/** Timers, by subject, at which something of the subject may be kept no longer. */
export const RETENTION_TIMERS: readonly string[] = [KEPT_ENDS, ...Object.values(RETENTION)];

type Events = SubjectEventData & Pick<AccessEventData, 'SignedIn'>;
type Stream = { readonly stream: string };
type Written = Stream & { readonly time: string };

function subjectOf({ stream }: Stream): string {
  return stream.slice(stream.indexOf('-') + 1);
}

export const erasureTimers: TimerFunctions<Events> = {
  ErasureBegun: ({ erasure }, record) => [
    schedule(RESUME, erasure, new Date(record.time), { subject: subjectOf(record) }),
  ],
  DataErased: ({ erasure }) => [cancel(RESUME, erasure)],
  SubjectErased: ({ erasure, kept }, record) => [
    cancel(RESUME, erasure),
    ...Object.values(RETENTION).map(name => cancel(name, subjectOf(record))),
    ...keptEnds(subjectOf(record), kept),
  ],
  // At once, whenever the end is: of a service that ended before, something may be due sooner.
  ServiceEnded: (_, record) => [schedule(RETENTION.service, subjectOf(record), new Date(record.time))],
  SignedIn: ({ sealed }, record) => afterPeriod(RETENTION.month, sealed.period, record),
  DataCollected: ({ purposes }, record) => afterYears(purposes, record),
  DataUsedFurther: ({ purposes }, record) => afterYears(purposes, record),
  DataCorrected: ({ purposes }, record) => [
    ...afterYears(purposes, record),
    bringForward(
      RETENTION.corrected,
      subjectOf(record),
      dayOver(brusselsDay(new Date(record.time))),
      new Date(record.time),
    ),
  ],
};

function keptEnds(subject: string, kept: readonly KeptKey[]): TimerChange[] {
  const [first] = kept.map(({ until }) => until).sort();
  if (first === undefined) return [];
  return [schedule(KEPT_ENDS, subject, dayOver(first))];
}

/**
 * The first look is when the period is over; how long it is kept from then on is the catalogue's of that day to say. What
 * was set for an earlier period stays: it may end sooner.
 */
function afterPeriod(name: string, period: string, record: Written): TimerChange[] {
  const last = lastDay(period);
  return last === undefined
    ? []
    : [bringForward(name, subjectOf(record), dayOver(last), new Date(record.time))];
}

function afterYears(purposes: readonly SealedValues[], record: Written): TimerChange[] {
  const yearly = purposes.find(({ sealed }) => sealed.period.startsWith('fy-'));
  return yearly ? afterPeriod(RETENTION.year, yearly.sealed.period, record) : [];
}

const review = async ({ key, context }: DueTimer) =>
  new (await import('#features/erasure/commands/review-retention')).ReviewRetention(key, context);

/** The command of each. */
export const erasureDue: FeatureTimers = {
  set: erasureTimers,
  due: {
    [RESUME]: async ({ key, payload, context, signal }) =>
      new (await import('#features/erasure/commands/resume-erasure')).ResumeErasure(
        payload.subject!,
        key,
        context,
        signal,
      ),
    [KEPT_ENDS]: async ({ key, context }) =>
      new (await import('#features/erasure/commands/end-kept')).EndKept(key, context),
    ...Object.fromEntries(Object.values(RETENTION).map(name => [name, review])),
  },
};
