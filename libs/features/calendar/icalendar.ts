import ICAL from 'ical.js';
import type { Due, DueKind } from '#features/today/due';
import { addDays, type Day } from '#libs/kernel';
import type { Language } from '#libs/letters';
import { wordsOf } from '#libs/words';

/** What a calendar shows on a day, or at a time of it. */
interface Shown {
  readonly what: DueKind;
  /** What is told apart by: no pseudonym of a person. */
  readonly reference: string;
  /** What stands behind its name. */
  readonly more: string;
  readonly day: Day;
  readonly until?: string | undefined;
  readonly overdue: boolean;
}

/**
 * What has a last day, as events of a calendar (RFC 5545): the sort of each, the beginning of its reference, and its day, or the
 * time at which hours are over. No personal value and no pseudonym is in it; of people who expire their number. The same
 * is due, the same bytes: each is as of the beginning of the day on which it was asked.
 */
export function calendarText(
  { due, day: today }: { readonly due: readonly Due[]; readonly day: Day },
  language: Language,
): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.updatePropertyWithValue('version', '2.0');
  calendar.updatePropertyWithValue('prodid', '-//Inzage//NONSGML calendar//EN');
  // RFC 7986, and what older programs read.
  calendar.updatePropertyWithValue('name', 'Inzage');
  calendar.updatePropertyWithValue('x-wr-calname', 'Inzage');
  const refresh = new ICAL.Property('refresh-interval', calendar);
  refresh.resetType('duration');
  refresh.setValue(ICAL.Duration.fromString('PT1H'));
  calendar.addProperty(refresh);
  for (const each of shownOf(due)) calendar.addSubcomponent(eventOf(each, today, language));
  return `${calendar.toString()}\r\n`;
}

function eventOf({ what, reference, more, day, until, overdue }: Shown, today: Day, language: Language) {
  const entry = new ICAL.Component('vevent');
  entry.updatePropertyWithValue('uid', `${what}-${reference}@inzage`);
  entry.updatePropertyWithValue('dtstamp', ICAL.Time.fromJSDate(new Date(`${today}T00:00:00Z`), true));
  if (until === undefined) {
    entry.updatePropertyWithValue('dtstart', ICAL.Time.fromDateString(day));
    entry.updatePropertyWithValue('dtend', ICAL.Time.fromDateString(addDays(day, 1)));
  } else {
    entry.updatePropertyWithValue('dtstart', ICAL.Time.fromJSDate(new Date(until), true));
  }
  const say = wordsOf('calendar', language);
  const name = `${say(`due.${what}`)} (${more})`;
  entry.updatePropertyWithValue('summary', overdue ? `${say('late')}: ${name}` : name);
  // Nobody is busy by it.
  entry.updatePropertyWithValue('transp', 'TRANSPARENT');
  return entry;
}

/** People are counted by the day: their reference is their pseudonym. */
function shownOf(due: readonly Due[]): Shown[] {
  const people = new Map<Day, Shown & { readonly count: number }>();
  const others: Shown[] = [];
  for (const { what, id, day, until, overdue } of due) {
    if (day === undefined) continue;
    if (what === 'outside-policy') {
      const count = (people.get(day)?.count ?? 0) + 1;
      people.set(day, { what, reference: day, more: String(count), day, overdue, count });
    } else others.push({ what, reference: id, more: id.slice(0, 8), day, until, overdue });
  }
  return [...others, ...people.values()];
}
