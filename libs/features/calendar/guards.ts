import { decided, type RunOutcome, type Unsealed, type Yields } from '#libs/commands';
import type { CalendarEventData, CalendarEventType } from './events';
import type { CalendarsState } from './state';

/** What a decision of this feature answers; an empty list: nothing changes. */
export type CalendarYields<T extends CalendarEventType> = Yields<CalendarEventData, T>;

/** What a command of this feature comes to. */
export type CalendarOutcome<T extends CalendarEventType> = RunOutcome<
  CalendarsState,
  Pick<CalendarEventData, T>
>;

export function event<T extends CalendarEventType>(
  type: T,
  data: Unsealed<CalendarEventData[T]>,
): { type: T; data: Unsealed<CalendarEventData[T]> } {
  return decided<CalendarEventData, T>(type, data);
}
