import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { CommandRunner } from '#libs/commands';
import { Describe, IsId, IsTime, Named, Nested } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import { CALENDARS } from '../state';

class ListedCalendar {
  @IsId()
  readonly calendar!: Uuid;

  @Describe('Pseudonym of the officer who opened it.')
  @IsString()
  readonly by!: string;

  @IsTime()
  readonly opened!: string;

  @IsIn(LANGUAGES)
  readonly language!: Language;

  @IsOptional()
  @IsTime()
  readonly revoked?: string;
}

@Named('Calendars')
export class CalendarList {
  @Nested(() => ListedCalendar, { each: true })
  readonly calendars!: readonly ListedCalendar[];
}

/** Everybody's calendars that stand and those that were revoked last, without their addresses, which nobody is told twice. */
export class ListCalendars extends Query<CalendarList> {}

@QueryHandler(ListCalendars)
export class ListCalendarsHandler implements IQueryHandler<ListCalendars> {
  constructor(private readonly runner: CommandRunner) {}

  async execute(): Promise<CalendarList> {
    const { state } = await this.runner.load(CALENDARS);
    return { calendars: state.map(({ digest: _, ...shown }) => shown) };
  }
}
