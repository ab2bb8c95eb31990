import { addDays, dayText, midnight, type Day } from '#libs/kernel';
import type { HolidayCalendar } from './holidays';

/** 1 Monday … 7 Sunday. */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/**
 * The last day of a period of months that runs from a day (Reg. 1182/71 Art. 3(2)(c)): the day of the same number in the
 * last month; where that month has none, its last day. The day from which it runs is not counted (Art. 3(1)), and the end
 * is the same date all the same (CJEU C-171/03): to add a day would overrun.
 */
export function monthsFrom(day: Day, months: number): { readonly day: Day; readonly lastOfMonth: boolean } {
  const last = midnight(day);
  const number = last.getUTCDate();
  last.setUTCMonth(last.getUTCMonth() + months + 1, 0);
  const lastOfMonth = number > last.getUTCDate();
  if (!lastOfMonth) last.setUTCDate(number);
  return { day: dayText(last), lastOfMonth };
}

export type NotWorking = 'saturday' | 'sunday' | 'holiday';

/** Why a day is no working day; undefined where it is one. */
export function notWorking(day: Day, { years }: HolidayCalendar): NotWorking | undefined {
  const weekday = weekdayOf(day);
  if (weekday === 6) return 'saturday';
  if (weekday === 7) return 'sunday';
  return years[day.slice(0, 4)]?.days.includes(day) ? 'holiday' : undefined;
}

/** A period that ends on a day that is no working day ends with the last hour of the next one (Art. 3(4)). */
export function toWorkingDay(
  day: Day,
  calendar: HolidayCalendar,
): { readonly day: Day; readonly passed: readonly { readonly day: Day; readonly why: NotWorking }[] } {
  const passed: { day: Day; why: NotWorking }[] = [];
  let at = day;
  for (let why = notWorking(at, calendar); why; why = notWorking(at, calendar)) {
    passed.push({ day: at, why });
    at = addDays(at, 1);
  }
  return { day: at, passed };
}
