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
