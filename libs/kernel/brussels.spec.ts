import fc from 'fast-check';
import { addDays, brusselsDay, brusselsInstant, brusselsTime, dayBegins, dayOver } from './brussels';
import { isDay } from './moments';

describe('the day in Brussels', () => {
  test.each([
    ['in winter the day begins at 23:00 UTC', '2026-01-14T22:59:59.999Z', '2026-01-14'],
    ['in winter, one millisecond later', '2026-01-14T23:00:00.000Z', '2026-01-15'],
    ['in summer the day begins at 22:00 UTC', '2026-07-14T21:59:59.999Z', '2026-07-14'],
    ['in summer, one millisecond later', '2026-07-14T22:00:00.000Z', '2026-07-15'],
    ['the eve of the change to summer time still ends at 23:00 UTC', '2026-03-28T22:30:00Z', '2026-03-28'],
    ['the day of the change to summer time ends an hour earlier', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['the eve of the change to winter time still ends at 22:00 UTC', '2026-10-24T22:00:00Z', '2026-10-25'],
    ['the day of the change to winter time ends an hour later', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['and then is over', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['new year comes an hour early', '2025-12-31T23:00:00Z', '2026-01-01'],
    ['a leap day', '2028-02-28T23:30:00Z', '2028-02-29'],
  ])('%s', (_, instant, day) => {
    expect(brusselsDay(new Date(instant))).toBe(day);
  });

  test('is one or two hours ahead of UTC, never goes back, and is a day of the calendar', () => {
    const instant = fc.date({
      min: new Date('1996-01-01T00:00:00Z'),
      max: new Date('2099-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, fc.nat(86_400_000 * 3), (at, later) => {
        const day = brusselsDay(at);
        const ahead = (hours: number): string =>
          new Date(at.getTime() + hours * 3_600_000).toISOString().slice(0, 10);
        expect([ahead(1), ahead(2)]).toContain(day);
        expect(isDay(day)).toBe(true);
        expect(brusselsDay(new Date(at.getTime() + later)) >= day).toBe(true);
      }),
    );
  });
});

test.each([
  ['2026-01-14', '2026-01-14T23:00:00.000Z'],
  ['2026-07-14', '2026-07-14T22:00:00.000Z'],
  ['2026-03-28', '2026-03-28T23:00:00.000Z'],
  ['2026-03-29', '2026-03-29T22:00:00.000Z'],
  ['2026-10-25', '2026-10-25T23:00:00.000Z'],
])('%s is over at %s', (day, instant) => expect(dayOver(day).toISOString()).toBe(instant));

test('a day begins at the first millisecond that is of it', () => {
  const days = fc.integer({ min: 0, max: 60_000 }).map(n => addDays('1950-01-01', n));
  fc.assert(
    fc.property(days, day => {
      const begins = dayBegins(day);
      expect(brusselsDay(begins)).toBe(day);
      expect(brusselsDay(new Date(begins.getTime() - 1))).toBe(addDays(day, -1));
    }),
  );
});

test.each([
  ['2026-03-28', 1, '2026-03-29'],
  ['2026-03-29', 1, '2026-03-30'],
  ['2026-12-31', 1, '2027-01-01'],
  ['2028-03-01', -1, '2028-02-29'],
])('%s and %d days is %s', (day, days, sum) => expect(addDays(day, days)).toBe(sum));

describe('day and time in Brussels', () => {
  test.each([
    ['in winter', '2026-12-04T18:20', '2026-12-04T17:20:00.000Z'],
    ['in summer', '2026-07-14T00:30', '2026-07-13T22:30:00.000Z'],
    ['of the hour that comes twice the first', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['of the hour that is left out, an hour later', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
  ])('%s', (_, time, instant) => {
    expect(brusselsInstant(time).toISOString()).toBe(instant);
  });

  test('of an instant is of that instant again, to the minute, but for the hour that comes twice', () => {
    const minute = fc.integer({ min: Date.UTC(1996, 0) / 60_000, max: Date.UTC(2099, 0) / 60_000 });
    fc.assert(
      fc.property(minute, minutes => {
        const at = new Date(minutes * 60_000);
        const back = brusselsInstant(brusselsTime(at));
        expect(brusselsTime(back)).toBe(brusselsTime(at));
        expect([0, 3_600_000]).toContain(at.getTime() - back.getTime());
      }),
    );
  });

  test('what is no time is none', () => {
    expect(() => brusselsInstant('gisteren')).toThrow(RangeError);
  });
});
