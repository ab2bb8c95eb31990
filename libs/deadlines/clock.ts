import type { Day } from '#libs/kernel';
import { deadlineOf, type ClockFacts } from './due';
import { currentHolidays } from './holidays';

/** The due date as it was decided ★, and by which calendar. `due` is absent while the clock stands still. */
export interface Clock {
  readonly due?: Day;
  readonly unpaused: Day;
  readonly holidays: string;
}

/** The due date that follows from these facts today, as events keep it. */
export function clockFrom(facts: ClockFacts): Clock {
  const { due, unpaused, holidays } = deadlineOf(facts, currentHolidays);
  return { ...(due !== undefined && { due }), unpaused, holidays };
}
