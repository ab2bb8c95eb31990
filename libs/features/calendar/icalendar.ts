import ICAL from 'ical.js';
import type { Due, DueKind } from '#features/today/due';
import type { ExpiringOn } from '#libs/features/oversight';
import { addDays, type Day } from '#libs/kernel';
import type { Language } from '#libs/letters';
import { wordsOf } from '#libs/words';

const PEOPLE = 'outside-policy';

/** What a calendar is made of. */
export interface CalendarContents {
  /** On which it is asked. */
  readonly day: Day;
  readonly due: readonly Due[];
  /** Sorts of which there is more. */
  readonly cut: readonly DueKind[];
  /** People who expire, all of them. */
  readonly expiring: readonly ExpiringOn[];
}

/** What a calendar shows on a day, or at a time of it. */
interface Shown {
  /** What it is told apart by: no pseudonym of a person. */
  readonly uid: string;
  readonly name: string;
  readonly day: Day;
  readonly until?: string | undefined;
}

/**
 * What has a last day, as events of a calendar (RFC 5545): the sort of each, the beginning of its reference, and its day, or the
 * time at which hours are over. No personal value and no pseudonym is in it; of people who expire their number on each day.
 * Where more is open than was listed, an event of today says so. The same is due, the same bytes: each is as of the beginning
 * of the day on which it was asked.
 */
export function calendarText(contents: CalendarContents, language: Language): string {
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
  for (const each of shownOf(contents, language)) calendar.addSubcomponent(eventOf(each, contents.day));
  return `${calendar.toString()}\r\n`;
}

function eventOf({ uid, name, day, until }: Shown, today: Day): ICAL.Component {
  const entry = new ICAL.Component('vevent');
  entry.updatePropertyWithValue('uid', `${uid}@inzage`);
  entry.updatePropertyWithValue('dtstamp', ICAL.Time.fromJSDate(new Date(`${today}T00:00:00Z`), true));
  if (until === undefined) {
    entry.updatePropertyWithValue('dtstart', ICAL.Time.fromDateString(day));
    entry.updatePropertyWithValue('dtend', ICAL.Time.fromDateString(addDays(day, 1)));
  } else {
    entry.updatePropertyWithValue('dtstart', ICAL.Time.fromJSDate(new Date(until), true));
  }
  entry.updatePropertyWithValue('summary', name);
  // Nobody is busy by it.
  entry.updatePropertyWithValue('transp', 'TRANSPARENT');
  return entry;
}

/** The reference of a person is their pseudonym: people are counted. */
function shownOf({ day: today, due, cut, expiring }: CalendarContents, language: Language): Shown[] {
  const say = wordsOf('calendar', language);
  const nameOf = (what: DueKind, more: string, overdue: boolean): string =>
    `${overdue ? `${say('late')}: ` : ''}${say(`due.${what}`)} (${more})`;
  const listed = due.flatMap(({ what, id, day, until, overdue }): Shown[] =>
    day === undefined || what === PEOPLE
      ? []
      : [{ uid: `${what}-${id}`, name: nameOf(what, id.slice(0, 8), overdue), day, until }],
  );
  const people = expiring.map(({ day, count }): Shown => {
    return { uid: `${PEOPLE}-${day}`, name: nameOf(PEOPLE, String(count), day < today), day };
  });
  const isCut = cut.some(what => what !== PEOPLE);
  return [...(isCut ? [{ uid: 'more', name: say('more'), day: today }] : []), ...listed, ...people];
}
