import { Module } from '@nestjs/common';
import { CalendarController } from './calendar.controller';
import { OpenCalendarHandler } from './commands/open-calendar';
import { RevokeCalendarHandler } from './commands/revoke-calendar';
import { ListCalendarsHandler } from './queries/list-calendars';
import { ReadCalendarHandler } from './queries/read-calendar';

/** Calendars of what is due, for programs that cannot sign in. */
@Module({
  controllers: [CalendarController],
  providers: [
    // commands
    OpenCalendarHandler,
    RevokeCalendarHandler,
    // queries
    ListCalendarsHandler,
    ReadCalendarHandler,
  ],
})
export class CalendarModule {}
