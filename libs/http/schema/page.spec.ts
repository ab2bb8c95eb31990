import { inPeriod } from './page';

test.each([
  ['2026', '2025-12-31T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
  ['2026-05', '2026-04-30T22:00:00.000Z', '2026-05-31T22:00:00.000Z'],
  ['2026-12', '2026-11-30T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
  ['2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
])('%s is a period of days in Brussels', (during, from, to) => {
  expect(inPeriod({ during, limit: 3 })).toEqual({ from, to, limit: 3 });
});

test('times stay as they are', () => {
  expect(inPeriod({ from: '2026-01-01T00:00:00Z' })).toEqual({ from: '2026-01-01T00:00:00Z' });
});
