/** A calendar day, `YYYY-MM-DD`. Days compare as text. */
export type Day = string;

const parts = new Intl.DateTimeFormat('en', {
  timeZone: 'Europe/Brussels',
  calendar: 'gregory',
  numberingSystem: 'latn',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The last hour asked for: commands ask for the present one again and again, and formatting costs microseconds. */
let known = { hour: Number.NaN, day: '' };

/**
 * The calendar day in Europe/Brussels of an instant: business days, terms in force and deadlines are counted there
 * (Reg. 1182/71 Art. 3: a day ends at its last hour, local time). Reads no clock.
 * @throws RangeError for an invalid date
 */
export function brusselsDay(instant: Date): Day {
  // Brussels has been whole hours from UTC since 1892, so a day never changes within an hour of UTC.
  const hour = Math.floor(instant.getTime() / 3_600_000);
  if (hour !== known.hour) known = { hour, day: dayOf(instant) };
  return known.day;
}

function dayOf(instant: Date): Day {
  if (instant.getUTCFullYear() < 1 || instant.getUTCFullYear() > 9998) return dayText(instant);
  let [year, month, day] = ['', '', ''];
  for (const part of parts.formatToParts(instant)) {
    if (part.type === 'year') year = part.value.padStart(4, '0');
    else if (part.type === 'month') month = part.value;
    else if (part.type === 'day') day = part.value;
  }
  return `${year}-${month}-${day}`;
}

/** Midnight UTC of a day: for counting days, not for when a day begins. */
export function midnight(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** The first instant that PostgreSQL and RFC 3339 both write: see {@link dayText}. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');

/** When days begin, of those asked for lately: many events set timers for the same few days, and each search formats two instants. */
const begins = new Map<Day, number>();
const MOST_BEGINS = 1_000;

/** When a day begins in Brussels: midnight there, to the hour that Brussels is ahead of UTC on that day. */
export function dayBegins(day: Day): Date {
  let at = begins.get(day);
  if (at === undefined) {
    const utc = midnight(day).getTime();
    const hour = [2, 1].find(ahead => brusselsDay(new Date(utc - ahead * 3_600_000)) === day) ?? 0;
    at = Math.max(FIRST, utc - hour * 3_600_000);
    if (begins.size >= MOST_BEGINS) begins.clear();
    begins.set(day, at);
  }
  return new Date(at);
}

/** When a day is over in Brussels. */
export function dayOver(day: Day): Date {
  return dayBegins(addDays(day, 1));
}

/** The day a number of days later (or earlier); see {@link dayText}. */
export function addDays(day: Day, days: number): Day {
  const date = midnight(day);
  date.setUTCDate(date.getUTCDate() + days);
  return dayText(date);
}

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Brussels',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** Day and time in Brussels of an instant, to the minute, as forms have them: `2026-12-04T18:20`. */
export function brusselsTime(instant: Date): string {
  return clock.format(instant).replace(' ', 'T');
}

/**
 * The instant of a day and time in Brussels, as {@link brusselsTime} writes them. Of an hour that comes twice it is the first;
 * of one that is left out, an hour later.
 * @throws RangeError for what is no time
 */
export function brusselsInstant(time: string): Date {
  const utc = Date.parse(`${time}Z`);
  const at = [2, 1].map(ahead => new Date(utc - ahead * 3_600_000));
  return at.find(each => brusselsTime(each) === time) ?? at[1]!;
}

/**
 * The day of an instant in UTC. Of a year that has no four digits, the nearest day that has: logs hold days from before
 * there were bounds, and what is reckoned from them must be something that read models and timers can keep (ADR 0022).
 * @throws RangeError for an invalid date
 */
export function dayText(instant: Date): Day {
  const year = instant.getUTCFullYear();
  if (year < 1) return '0001-01-01';
  return year > 9999 ? '9999-12-31' : instant.toISOString().slice(0, 10);
}
