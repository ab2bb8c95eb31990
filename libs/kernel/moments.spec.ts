import fc from 'fast-check';
import { addDays } from './brussels';
import { endBeforeFrom, isDay, isOfCalendar, isTime } from './moments';

test.each([
  '2026-02-29',
  '1900-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-1-1',
  '2026-01-32',
  '20260101',
  '2026-01-01T00:00:00Z',
  '2026-01-01\n',
  '0000-01-01',
  '0001-01-01',
  '1899-12-31',
  '3000-01-01',
  '9999-12-31',
  '+012026-01-01',
  'infinity',
  '',
])('%j is no day', text => {
  expect(isDay(text)).toBe(false);
  expect(isTime(`${text}T00:00:00Z`)).toBe(false);
});

test('every day of the years 1900 to 2999 is one, and so is each of its times in UTC', () => {
  for (let day = '1900-01-01'; day < '3000-01-01'; day = addDays(day, 1)) {
    if (!isDay(day) || !isOfCalendar(day)) throw new Error(day);
  }
  const time = fc.date({
    min: new Date('1900-01-01T00:00:00Z'),
    max: new Date('2999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(fc.property(time, at => expect(isTime(at.toISOString())).toBe(true)));
});

test.each([
  '2026-03-02T24:00:00Z',
  '2026-03-02T10:00:00+01:00',
  '2026-03-02T10:00Z',
  '2026-03-02 10:00:00Z',
  '2026-03-02',
])('%j is no time', text => expect(isTime(text)).toBe(false));

test.each([
  [{ from: '2026-03-02', to: '2026-03-01' }, 'to'],
  [{ from: '2026-03-02T10:00:00.5Z', until: '2026-03-02T10:00:00Z' }, 'until'],
  [{ from: '2026-03-02T10:00:00Z', to: '2026-03-02T10:00:00.000Z' }, undefined],
  [{ from: '2026-03-02', until: '2026-03-02' }, undefined],
  [{ from: '2026-03-02' }, undefined],
  [{ to: '2026-03-02' }, undefined],
  // Numbers of entries, or sizes of a tree.
  [{ from: '82', to: '165' }, undefined],
  [{ from: '7', to: '2001' }, undefined],
])('%j ends before it begins: %s', (period, end) => expect(endBeforeFrom(period)).toBe(end));
