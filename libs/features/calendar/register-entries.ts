import { noEntries, type EntryFunctions } from '#libs/register';
import type { CalendarEventData } from './events';

/** Nothing of a person is processed by it: a calendar holds no value. */
export const calendarEntries: EntryFunctions<CalendarEventData> = {
  CalendarOpened: noEntries,
  CalendarRevoked: noEntries,
};
