import fc from 'fast-check';
import ICAL from 'ical.js';
import { DUE_KINDS, type Due } from '#features/today/due';
import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { givenIn, NOW, testId } from '#libs/commands/testing';
import { addDays } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import { decideOpen } from './commands/open-calendar';
import { decideRevoke } from './commands/revoke-calendar';
import { calendarText, type CalendarContents } from './icalendar';
import { calendarOf, CALENDARS, digestOf, type CalendarsState } from './state';

const [catalogue] = shippedCatalogues() as [Catalogue];
const given = givenIn(CALENDARS, catalogue);
const [calendar, other] = [testId('calendar'), testId('other')];
/** Who the events of these tests are by. */
const by: string = given().and(state => decideOpen(state, {}, { calendar, secret: '', by: '' })).state[0]!.by;

function open(secret: string, context: { calendar?: string; by?: string } = {}) {
  return (state: CalendarsState) => decideOpen(state, {}, { calendar, secret, by, ...context });
}
const revoke = (state: CalendarsState) => decideRevoke(state, { calendar });

describe('the address of a calendar', () => {
  test('is opened with what its secret comes to, and never with the secret', () => {
    const decision = given().when(open('hidden'));
    decision.thenYields({
      type: 'CalendarOpened',
      data: { calendar, digest: digestOf('hidden'), language: 'nl' },
    });
    expect(JSON.stringify(decision.events())).not.toContain('hidden');
  });

  test('leads to its calendar until it is revoked; another one leads nowhere', () => {
    const opened = given().and(open('mine'));
    expect(calendarOf(opened.state, 'mine')).toMatchObject({ calendar, by });
    expect(calendarOf(opened.state, 'MINE')).toBeUndefined();
    expect(calendarOf(opened.and(revoke).state, 'mine')).toBeUndefined();
  });

  test('takes the place of the one that the same officer had, and of nobody else’s', () => {
    const opened = given().and(open('first'));
    opened
      .when(open('second', { calendar: other }))
      .thenYields(
        { type: 'CalendarRevoked', data: { calendar } },
        { type: 'CalendarOpened', data: { calendar: other, digest: digestOf('second'), language: 'nl' } },
      );
    expect(opened.when(open('second', { calendar: other, by: 'another' })).events()).toHaveLength(1);
  });

  test('is revoked once; one that never was is not found', () => {
    given().when(revoke).thenRefused('not-found');
    const opened = given().and(open('mine'));
    opened.when(revoke).thenYields({ type: 'CalendarRevoked', data: { calendar } });
    opened.and(revoke).when(revoke).thenNothing();
  });
});

test('of calendars that were revoked the last hundred are known; those that stand all', () => {
  const events = (n: number, type: 'CalendarOpened' | 'CalendarRevoked') => {
    const data = { calendar: testId(`calendar ${n}`), digest: digestOf(String(n)), language: 'nl' as const };
    const time = new Date(Date.parse(NOW) + n).toISOString();
    return { type, data, time, actor: { role: 'privacy-officer', id: by } };
  };
  let { state } = given();
  const apply = (event: object) => (state = CALENDARS.fold.evolve(state, event as never, 0));
  // Opened first and revoked last of all: forgotten is what was revoked first.
  apply(events(0, 'CalendarOpened'));
  for (let n = 1; n <= 300; n++) {
    apply(events(n, 'CalendarOpened'));
    if (n <= 250) apply(events(n, 'CalendarRevoked'));
  }
  apply({ ...events(0, 'CalendarRevoked'), time: new Date(Date.parse(NOW) + 999).toISOString() });
  const [standing, revoked] = [true, false].map(stands =>
    state.filter(each => (each.revoked === undefined) === stands).map(({ calendar: id }) => id),
  );
  expect(standing).toEqual(Array.from({ length: 50 }, (_, n) => testId(`calendar ${n + 251}`)));
  expect(revoked).toEqual(
    [0, ...Array.from({ length: 99 }, (_, n) => n + 152)].map(n => testId(`calendar ${n}`)),
  );
});

describe('what a calendar reads (RFC 5545)', () => {
  const day = NOW.slice(0, 10);
  const id = (n: number): string => `0b8f2c64-9d1e-8f3a-b6f7-${String(n).padStart(12, '0')}`;
  const due = (what: Due['what'], n: number, more: Partial<Due> = {}): Due => ({
    what,
    id: id(n),
    status: 'open',
    day: '2026-03-05',
    overdue: false,
    ...more,
  });
  const nothing: CalendarContents = { day, due: [], cut: [], expiring: [] };
  const read = (all: readonly Due[]): ICAL.Component[] =>
    new ICAL.Component(
      ICAL.parse(calendarText({ ...nothing, due: all }, 'nl')) as unknown[],
    ).getAllSubcomponents('vevent');
  const told = (entry: ICAL.Component): unknown[] =>
    ['summary', 'dtstart', 'dtend'].map(name => entry.getFirstPropertyValue(name)?.toString());

  test('a last day is a whole day, told by its sort and the beginning of its reference', () => {
    expect(read([due('request', 1), due('duty', 2, { day: '2026-03-01', overdue: true })]).map(told)).toEqual(
      [
        ['Verzoek te beantwoorden (0b8f2c64)', '2026-03-05', '2026-03-06'],
        ['Te laat: Ontvanger in te lichten (0b8f2c64)', '2026-03-01', '2026-03-02'],
      ],
    );
  });

  test('Art. 33(1): hours are over at a time, not on a day', () => {
    const until = '2026-03-05T14:20:00.000Z';
    const [breach] = read([due('breach', 1, { hoursLeft: 70, until })]);
    expect(breach!.getFirstPropertyValue('dtstart')?.toString()).toBe('2026-03-05T14:20:00Z');
    expect(breach!.hasProperty('dtend')).toBe(false);
  });

  test('what has no last day is not in it', () => {
    const { day: _, ...paused } = due('request', 1);
    expect(read([paused])).toEqual([]);
  });

  test('what is more than a list holds is said on the day on which it is asked, in each language', () => {
    const more = (cut: CalendarContents['cut'], language: Language): unknown[][] => {
      const text = calendarText({ ...nothing, cut }, language);
      return new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map(told);
    };
    const said = LANGUAGES.map(language => {
      const [event, ...rest] = more(['duty', 'request'], language);
      expect([rest, event!.slice(1)]).toEqual([[], [day, addDays(day, 1)]]);
      expect(event![0]).toMatch(/Inzage$/);
      return event![0];
    });
    expect(new Set(said).size).toBe(LANGUAGES.length);
    // People are counted, not listed: of them nothing is left out.
    expect(more(['outside-policy'], 'en')).toEqual([]);
  });

  const some = fc.array(
    fc.record({
      what: fc.constantFrom(...DUE_KINDS),
      n: fc.nat(99),
      subject: fc.option(fc.uuid(), { nil: undefined }),
      day: fc.constantFrom('2026-02-27', '2026-03-05', '2026-03-30'),
    }),
    { maxLength: 12 },
  );

  test('no pseudonym of a person is in it, in whichever language; of who expires their number', () => {
    fc.assert(
      fc.property(some, fc.constantFrom(...LANGUAGES), (all, language) => {
        const list = all.map(({ what, n, subject, day: last }) =>
          due(what, n, { day: last, ...(subject !== undefined && { subject }) }),
        );
        const people = list.filter(({ what }) => what === 'outside-policy').length;
        const expiring = people === 0 ? [] : [{ day: '2026-03-05', count: people }];
        const text = calendarText({ ...nothing, due: list, expiring }, language);
        const unfolded = text.replaceAll('\r\n ', '');
        for (const { what, id: of, subject } of list) {
          if (subject !== undefined) expect(unfolded).not.toContain(subject);
          if (what === 'outside-policy' && !list.some(each => each.what !== what && each.id === of))
            expect(unfolded).not.toContain(of);
        }
        const counted = [...unfolded.matchAll(/UID:outside-policy-\S+[^]*?SUMMARY:[^(]*\((\d+)\)/g)];
        expect(counted.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(people);
      }),
    );
  });

  test('the same is due, the same bytes; lines of at most 75 octets end in CRLF (section 3.1)', () => {
    fc.assert(
      fc.property(some, fc.constantFrom(...LANGUAGES), (all, language) => {
        const list = all.map(({ what, n, day: last }) => due(what, n, { day: last }));
        const text = calendarText({ ...nothing, due: list }, language);
        expect(calendarText({ ...nothing, due: list }, language)).toBe(text);
        expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
        for (const line of text.split('\r\n')) {
          expect(line).not.toMatch(/[\r\n]/);
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        }
      }),
    );
  });
});
