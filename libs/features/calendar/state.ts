import { createHash } from 'node:crypto';
import type { Fold, StreamOf } from '#libs/commands';
import { CALENDARS_STREAM, type CalendarEventData, type CalendarOpened } from './events';

export interface OpenedCalendar extends CalendarOpened {
  /** Pseudonym of the officer who opened it. */
  readonly by: string;
  readonly opened: string;
  readonly revoked?: string;
}

/** How many of those that were revoked are known still. */
const REVOKED_KNOWN = 100;

/** Those that stand and those that were revoked last, in the order in which they were opened. */
export type CalendarsState = readonly OpenedCalendar[];

type CalendarEvent = Parameters<Fold<CalendarsState, CalendarEventData>['evolve']>[1];

export const initial: CalendarsState = [];

/** The state after one more event. Pure and total. */
export function evolve(state: CalendarsState, event: CalendarEvent): CalendarsState {
  if (event.type === 'CalendarOpened')
    return [...state, { ...event.data, by: event.actor.id, opened: event.time }];
  const { calendar } = event.data;
  return withoutOldest(
    state.map(each => (each.calendar === calendar ? { ...each, revoked: event.time } : each)),
  );
}

/** The one that was revoked first is forgotten where there are too many: the list stays as short as officers are few. */
function withoutOldest(state: CalendarsState): CalendarsState {
  const revoked = state.filter(each => each.revoked !== undefined);
  if (revoked.length <= REVOKED_KNOWN) return state;
  const oldest = revoked.reduce((first, each) => (each.revoked! < first.revoked! ? each : first));
  return state.filter(each => each !== oldest);
}

/** The stream of all calendars, as commands load and append it. */
export const CALENDARS: StreamOf<CalendarsState, CalendarEventData> = {
  name: CALENDARS_STREAM,
  owner: 'calendars',
  fold: { initial, evolve },
};

/** What is kept of the secret part of an address: SHA-256, base64url. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** The calendar that an address leads to; undefined where it was revoked, or never was. */
export function calendarOf(state: CalendarsState, secret: string): OpenedCalendar | undefined {
  const digest = digestOf(secret);
  return state.find(each => each.digest === digest && each.revoked === undefined);
}
