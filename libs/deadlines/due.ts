import { addDays, type Day } from '#libs/kernel';
import type { HolidayCalendar } from './holidays';
import { limitsOn } from './limits';
import { monthsFrom, toWorkingDay, type NotWorking } from './period';

/** The clock stood still from the day on which proof was asked until the day on which it came. */
export interface Pause {
  readonly asked: Day;
  /** Absent while it is waited for. When the proof came, not when it was looked at: internal delay is no pause. */
  readonly answered?: Day;
}

/** What a due date follows from. Days are those of Europe/Brussels. */
export interface ClockFacts {
  /** Received through a channel of the controller: the clock runs from there, not from awareness (EDPB 01/2022 §159). */
  readonly received: Day;
  readonly pauses: readonly Pause[];
  readonly extended: boolean;
}

/** One step of the rule, in order. */
export type Step =
  | { readonly rule: 'received'; readonly day: Day }
  | {
      readonly rule: 'month' | 'extended';
      readonly months: number;
      readonly day: Day;
      readonly lastOfMonth: boolean;
    }
  | {
      readonly rule: 'paused';
      readonly asked: Day;
      readonly answered: Day;
      readonly days: number;
      readonly day: Day;
    }
  | { readonly rule: 'standing-still'; readonly asked: Day }
  | { readonly rule: 'asked-late'; readonly asked: Day }
  | { readonly rule: 'not-working'; readonly why: NotWorking; readonly day: Day }
  | { readonly rule: 'holidays-unknown'; readonly year: string }
  | { readonly rule: 'due'; readonly day: Day };

export interface Deadline {
  /** Until the last hour of this day; absent while the clock stands still. */
  readonly due?: Day;
  /** When it would be due had the clock never stood still: both dates are shown. */
  readonly unpaused: Day;
  /** The last day on which the extension may be told; absent while the clock stands still. */
  readonly extendUntil?: Day;
  /**
   * Of what is extended: how the same article is read more strictly, where that ends sooner. `due`: two further months that
   * run from the end of the first, and not three from receipt; `extendUntil`: a month that no weekend moves.
   */
  readonly strict?: { readonly due?: Day; readonly extendUntil?: Day };
  /** Version of the holiday calendar. */
  readonly holidays: string;
  readonly trail: readonly Step[];
}

/** The due date of a request by Reg. 1182/71 and Art. 12(3) GDPR, with the steps that lead there. Pure. */
export function deadlineOf(facts: ClockFacts, calendar: HolidayCalendar): Deadline {
  const { received, extended } = facts;
  const { months, furtherMonths } = limitsOn(received);
  const trail: Step[] = [{ rule: 'received', day: received }];
  const first = monthsFrom(received, months);
  trail.push({ rule: 'month', months, ...first });
  // Two further months, three in all: the period runs from the same day, its end is reckoned once.
  const last = extended ? monthsFrom(received, months + furtherMonths) : first;
  if (extended) trail.push({ rule: 'extended', months: months + furtherMonths, ...last });

  const { days, standing } = paused(facts, trail, last.day);
  const unpaused = toWorkingDay(last.day, calendar).day;
  if (standing) return { unpaused, holidays: calendar.version, trail };

  const end = toWorkingDay(addDays(last.day, days), calendar);
  for (const { day, why } of end.passed) trail.push({ rule: 'not-working', why, day });
  const year = end.day.slice(0, 4);
  if (!calendar.years[year]) trail.push({ rule: 'holidays-unknown', year });
  trail.push({ rule: 'due', day: end.day });
  const extendUntil = toWorkingDay(addDays(first.day, days), calendar).day;
  return {
    due: end.day,
    unpaused,
    extendUntil,
    ...(extended &&
      strictly(addDays(first.day, days), { furtherMonths, due: end.day, extendUntil }, calendar)),
    holidays: calendar.version,
    trail,
  };
}

/** What a stricter reading says, where it says something else. `month`: the end of the first month, as it falls. */
function strictly(
  month: Day,
  { furtherMonths, due, extendUntil }: { furtherMonths: number; due: Day; extendUntil: Day },
  calendar: HolidayCalendar,
): Pick<Deadline, 'strict'> {
  const sooner = toWorkingDay(monthsFrom(month, furtherMonths).day, calendar).day;
  const strict = {
    ...(sooner < due && { due: sooner }),
    ...(month < extendUntil && { extendUntil: month }),
  };
  return Object.keys(strict).length > 0 ? { strict } : {};
}

/** The days on which the clock stood still; a day counts once, and one question asked late stops no clock. */
function paused(
  { received, pauses }: ClockFacts,
  trail: Step[],
  end: Day,
): { readonly days: number; readonly standing: boolean } {
  const { askProofWithinDays } = limitsOn(received);
  let days = 0;
  let since = received;
  for (const { asked, answered } of pauses) {
    if (asked > addDays(since, askProofWithinDays)) {
      trail.push({ rule: 'asked-late', asked });
    } else if (answered === undefined) {
      trail.push({ rule: 'standing-still', asked });
      return { days, standing: true };
    } else {
      const stood = Math.max(0, daysBetween(asked, answered));
      days += stood;
      trail.push({ rule: 'paused', asked, answered, days: stood, day: addDays(end, days) });
    }
    since = answered ?? asked;
  }
  return { days, standing: false };
}

function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
