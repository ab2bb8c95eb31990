import { midnight, type Day } from './brussels';

// Which days and times are accepted, said once: schemas of bodies and queries, imports, the catalogue and what passes
// through to recipients all ask here. Every read model, timer and date of PostgreSQL can hold them, and a century more.

/** A day of the years 1900 to 2999, as JSON Schema can tell it; {@link isDay} tells whether the calendar has it. */
export const DAY_PATTERN = '^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$';
/** A point in time of those years: RFC 3339 in UTC. */
export const TIME_PATTERN = `${DAY_PATTERN.slice(0, -1)}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z$`;

const DAY_FORM = new RegExp(DAY_PATTERN);
const TIME_FORM = new RegExp(TIME_PATTERN);

/** Whether a text is a day, `YYYY-MM-DD`, that the calendar has (not 30 February), of the years 1900 to 2999. */
export function isDay(text: string): boolean {
  return DAY_FORM.test(text) && isOfCalendar(text);
}

/** Whether a text is a point in time, RFC 3339 in UTC (`2026-03-02T09:30:00Z`), on such a day. */
export function isTime(text: string): boolean {
  return TIME_FORM.test(text) && isOfCalendar(text.slice(0, 10));
}

/** Whether the calendar has a day of the form `YYYY-MM-DD`, of whatever year from 0001 to 9999. */
export function isOfCalendar(day: Day): boolean {
  const date = midnight(day);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) && !day.startsWith('0000');
}

/**
 * A day or a time of a stored event as PostgreSQL takes it: it knows no year 0000, which commands took before there were
 * bounds. The event, and what the register says of it, stay as they are (ADR 0022).
 */
export function storable(moment: string): string;
export function storable(moment: string | undefined): string | undefined;
export function storable(moment: string | undefined): string | undefined {
  return moment?.startsWith('0000') ? `0001-01-01${moment.slice(10)}` : moment;
}

/** Names that the end of a period has beside its beginning, `from`. */
const ENDS = ['to', 'until'] as const;

/**
 * The member with which a period ends before it begins: `to` or `until` beside `from`, days or times; undefined where
 * it does not, or where one of them is not given. Whatever takes a period is held to it.
 */
export function endBeforeFrom(period: Readonly<Record<string, unknown>>): (typeof ENDS)[number] | undefined {
  const { from } = period;
  if (!beginsWithMonth(from)) return undefined;
  return ENDS.find(name => {
    const end = period[name];
    return beginsWithMonth(end) && Date.parse(end) < Date.parse(from);
  });
}

/** As days and times do; numbers of entries, which `Date.parse` takes for years, do not. */
function beginsWithMonth(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d{2}/.test(text);
}
