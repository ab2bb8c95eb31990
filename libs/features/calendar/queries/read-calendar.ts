import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { LRUCache } from 'lru-cache';
import { CountExpiring } from '#features/oversight/queries/count-expiring';
import { AHEAD, ListDue } from '#features/today/queries/list-due';
import { CommandRunner } from '#libs/commands';
import { addDays, DomainError } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import { calendarText } from '../icalendar';
import { SharedLoad } from '../shared-load';
import { calendarOf, CALENDARS, digestOf } from '../state';

const READER = { role: 'system', id: 'calendar' } as const;
/** Calendars ask every hour or so, each by itself: what is due is reckoned once for all that ask within five minutes. */
const KEPT_SECONDS = 300;
/** Anybody may ask for an address that they made up: how often that has the log read, at most. */
const LOADED_EVERY_MS = 1_000;

export interface CalendarText {
  readonly text: string;
  /** The same for the same text, of whichever process. */
  readonly tag: string;
  /** Seconds for which it may be kept. */
  readonly keepFor: number;
}

/** What is due, as a calendar reads it by its address (RFC 5545). */
export class ReadCalendar extends Query<CalendarText> {
  constructor(
    /** The part of the address that nobody can guess. */
    readonly secret: string,
  ) {
    super();
  }
}

@QueryHandler(ReadCalendar)
export class ReadCalendarHandler implements IQueryHandler<ReadCalendar> {
  private readonly texts = new LRUCache<Language, CalendarText>({
    max: LANGUAGES.length,
    ttl: KEPT_SECONDS * 1_000,
    fetchMethod: language => this.make(language),
  });

  private readonly calendars = new SharedLoad(() => this.runner.load(CALENDARS), LOADED_EVERY_MS);

  constructor(
    private readonly runner: CommandRunner,
    private readonly queries: QueryBus,
  ) {}

  /** @throws DomainError `not-found` for an address that was revoked, or never was; `projection-behind` */
  async execute({ secret }: ReadCalendar): Promise<CalendarText> {
    const { state } = await this.calendars.get();
    const calendar = calendarOf(state, secret);
    if (!calendar) throw new DomainError('not-found');
    return this.texts.forceFetch(calendar.language);
  }

  private async make(language: Language): Promise<CalendarText> {
    const { day, due, cut } = await this.queries.execute(new ListDue(undefined, READER));
    const expiring = await this.queries.execute(new CountExpiring(addDays(day, AHEAD), undefined));
    const text = calendarText({ day, due, cut, expiring }, language);
    return { text, tag: digestOf(text), keepFor: KEPT_SECONDS };
  }
}
