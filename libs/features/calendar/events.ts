import { firstVersion, type EventShapes } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { Language } from '#libs/letters';

/** Events of `calendars` ★: addresses by which a calendar reads what is due, without signing in. Nothing of a person is in them. */

export const CALENDARS_STREAM = 'calendars';

/** An officer has one that stands: another takes its place. */
export interface CalendarOpened {
  readonly calendar: Uuid;
  /** SHA-256 of the secret part of the address, base64url: who reads the log cannot read the calendar. */
  readonly digest: string;
  readonly language: Language;
}

/** From then on the address leads nowhere. */
export interface CalendarRevoked {
  readonly calendar: Uuid;
}

export interface CalendarEventData {
  CalendarOpened: CalendarOpened;
  CalendarRevoked: CalendarRevoked;
}
export type CalendarEventType = keyof CalendarEventData;

export const CALENDAR_EVENTS: EventShapes<CalendarEventType> = {
  CalendarOpened: firstVersion,
  CalendarRevoked: firstVersion,
};
