import { feature } from '#libs/feature';
import { CALENDAR_EVENTS, CALENDARS_STREAM, type CalendarEventData } from './events';
import { calendarEntries } from './register-entries';

export const calendar = feature<CalendarEventData>({
  name: 'calendar',
  streams: { [CALENDARS_STREAM]: null },
  events: CALENDAR_EVENTS,
  entries: calendarEntries,
  module: async () => (await import('#features/calendar/calendar.module')).CalendarModule,
});
