import fc from 'fast-check';
import { addDays, brusselsDay, dayBegins, dayOver, midnight } from './brussels';
import { addDuration, dayAfter } from './duration';

test.each([
  ['2026-01-31', 'P1M', '2026-02-28'],
  ['2024-02-29', 'P1Y', '2025-02-28'],
  ['2026-12-31', 'P10Y', '2036-12-31'],
  ['2026-03-01', 'P2W', '2026-03-15'],
  ['2026-03-01', 'P0D', '2026-03-01'],
  ['2026-03-31', '-P1M', '2026-02-28'],
])('%s and %s make %s', (day, duration, later) => {
  expect(dayAfter(day, duration)).toBe(later);
});

test('hours, minutes and seconds are exact', () => {
  const at = new Date('2026-03-29T00:30:00Z');
  expect(addDuration(at, '+P1DT1H2M3S').toISOString()).toBe('2026-03-30T01:32:03.000Z');
});

test.each(['', 'P', 'PT', 'P1H', '1D', 'P1.5D', 'P1DT'])('%s is no duration', text => {
  expect(() => addDuration(new Date(0), text)).toThrow(RangeError);
});

test('what is reckoned from any day that ever was accepted has a year of four digits, and not 0000', () => {
  const year = fc.oneof(
    fc.constantFrom(0, 1, 99, 100, 1899, 1900, 2999, 9998, 9999),
    fc.integer({ min: 0, max: 9999 }),
  );
  const day = fc
    .tuple(year, fc.nat(365))
    .map(([y, n]) => new Date(Date.parse(`${String(y).padStart(4, '0')}-01-01T00:00:00Z`) + n * 86_400_000))
    .filter(date => date.getUTCFullYear() <= 9999)
    .map(date => date.toISOString().slice(0, 10));
  const duration = fc
    .tuple(fc.constantFrom('', '-'), fc.oneof(fc.nat(400), fc.nat()), fc.constantFrom('Y', 'M', 'W', 'D'))
    .map(([sign, n, unit]) => `${sign}P${n}${unit}`);
  const four = /^(?!0000)\d{4}-\d\d-\d\d/;
  fc.assert(
    fc.property(day, duration, fc.integer({ min: -400, max: 400 }), (from, length, days) => {
      const instants = [dayBegins(from), dayOver(from), addDuration(midnight(from), length)];
      const reckoned = [dayAfter(from, length), addDays(from, days), ...instants.map(brusselsDay)];
      for (const text of [...reckoned, ...instants.map(at => at.toISOString())]) expect(text).toMatch(four);
    }),
    { numRuns: 2_000 },
  );
});
