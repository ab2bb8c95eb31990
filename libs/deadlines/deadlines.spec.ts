import fc from 'fast-check';
import { addDays } from '#libs/kernel';
import {
  currentHolidays,
  deadlineOf,
  HOLIDAY_CALENDARS,
  monthsFrom,
  notWorking,
  trailText,
  type ClockFacts,
} from '.';

const clock = (received: string, more: Partial<ClockFacts> = {}): ClockFacts => ({
  received,
  pauses: [],
  extended: false,
  ...more,
});
const due = (received: string, more?: Partial<ClockFacts>): string | undefined =>
  deadlineOf(clock(received, more), currentHolidays).due;
const text = (received: string, more?: Partial<ClockFacts>): string =>
  trailText(deadlineOf(clock(received, more), currentHolidays).trail, 'en');

test('Art. 12(3): an extension is read more strictly by some: from the end of the first month, which no weekend moves', () => {
  const strict = (received: string, extended = true) =>
    deadlineOf({ received, pauses: [], extended }, currentHolidays);
  // 28 February is a Saturday: the month ends on Monday 2 March; two further months from the 28th end on 28 April.
  expect(strict('2026-01-31')).toMatchObject({
    due: '2026-04-30',
    extendUntil: '2026-03-02',
    strict: { due: '2026-04-28', extendUntil: '2026-02-28' },
  });
  expect(strict('2026-03-10')).not.toHaveProperty('strict');
  expect(strict('2026-01-31', false)).not.toHaveProperty('strict');
});

describe('Reg. 1182/71, Art. 12(3): when a request is due', () => {
  test.each([
    ['5 April is a Sunday, 6 April Easter Monday', '2026-03-05', '2026-04-07'],
    ['28 February is a Saturday', '2026-01-31', '2026-03-02'],
    ['a month that lacks the day ends on its last one (EDPB 01/2022 ex. 33)', '2026-08-31', '2026-09-30'],
    ['the day of receipt is not counted, the end has its number (CJEU C-171/03)', '2026-06-03', '2026-07-03'],
    ['OJ C/2025/6771: 2 November 2026 is a holiday, 1 November a Sunday', '2026-10-01', '2026-11-03'],
    ['a Saturday holiday passes to Monday like any Saturday', '2026-07-15', '2026-08-17'],
    ['over the turn of the year', '2026-12-01', '2027-01-04'],
    ['a leap year', '2028-01-31', '2028-02-29'],
  ])('%s', (_why, received, expected) => expect(due(received)).toBe(expected));

  test('the trail says each step', () => {
    expect(text('2026-01-31')).toBe(
      'received Saturday 31 January 2026 → one month: to 28 February 2026 inclusive (last day of the month) → ' +
        '28 February 2026 is a Saturday → 1 March 2026 is a Sunday → due Monday 2 March 2026',
    );
    expect(text('2026-03-05')).toBe(
      'received Thursday 5 March 2026 → one month: to 5 April 2026 inclusive → 5 April 2026 is a Sunday → ' +
        '6 April 2026 is a public holiday → due Tuesday 7 April 2026',
    );
    const { trail } = deadlineOf(clock('2026-01-31'), currentHolidays);
    expect(trailText(trail, 'nl')).toContain('28 februari 2026 is een zaterdag → ');
    expect(trailText(trail, 'fr')).toContain('au plus tard le lundi 2 mars 2026');
  });

  test('two further months are three in all, reckoned once from the day of receipt', () => {
    expect(due('2026-01-31', { extended: true })).toBe('2026-04-30');
    expect(deadlineOf(clock('2026-01-31', { extended: true }), currentHolidays).extendUntil).toBe(
      '2026-03-02',
    );
  });

  test('a year whose holidays nobody published is said to be unknown', () => {
    expect(text('2031-03-05')).toContain('public holidays of 2031 not known yet');
  });
});

describe('EDPB 01/2022 §159: proof of identity is asked', () => {
  test('the clock stands still until it comes, and both dates are shown', () => {
    const standing = deadlineOf(clock('2026-06-03', { pauses: [{ asked: '2026-06-05' }] }), currentHolidays);
    expect(standing).toMatchObject({ unpaused: '2026-07-03' });
    expect(standing.due).toBeUndefined();
    const pauses = [{ asked: '2026-06-05', answered: '2026-06-09' }];
    expect(deadlineOf(clock('2026-06-03', { pauses }), currentHolidays)).toMatchObject({
      due: '2026-07-07',
      unpaused: '2026-07-03',
    });
  });

  test('asked late, the clock runs on', () => {
    const pauses = [{ asked: '2026-06-20', answered: '2026-06-30' }];
    expect(due('2026-06-03', { pauses })).toBe('2026-07-03');
    expect(text('2026-06-03', { pauses })).toContain('proof asked too late');
  });
});

describe('for any day', () => {
  const day = fc.integer({ min: 0, max: 1094 }).map(days => addDays('2025-01-01', days));

  test('a due date is a working day, and no day between the end of the month and it is one', () => {
    fc.assert(
      fc.property(day, received => {
        const end = monthsFrom(received, 1).day;
        const at = due(received)!;
        expect(notWorking(at, currentHolidays)).toBeUndefined();
        expect(at >= end).toBe(true);
        for (let before = end; before < at; before = addDays(before, 1))
          expect(notWorking(before, currentHolidays)).toBeDefined();
      }),
    );
  });

  test('a month ends in the next month, at most on the same number', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 3 }), (received, months) => {
        const end = monthsFrom(received, months).day;
        const [y, m, d] = received.split('-').map(Number) as [number, number, number];
        const [ey, em, ed] = end.split('-').map(Number) as [number, number, number];
        expect(ey * 12 + em - (y * 12 + m)).toBe(months);
        expect(ed === d || (ed < d && addDays(end, 1).endsWith('-01'))).toBe(true);
      }),
    );
  });

  test('later receipt is never due earlier, a pause or an extension never brings it forward', () => {
    fc.assert(
      fc.property(day, fc.nat(5), fc.nat(60), (received, waited, stood) => {
        const asked = addDays(received, waited);
        const pauses = [{ asked, answered: addDays(asked, stood) }];
        const plain = due(received)!;
        expect(due(addDays(received, 1))! >= plain).toBe(true);
        expect(due(received, { pauses })! >= plain).toBe(true);
        expect(due(received, { extended: true })! > plain).toBe(true);
      }),
    );
  });
});

test('every holiday stands in its year, in order, once; each year names its source', () => {
  for (const { years } of HOLIDAY_CALENDARS) {
    for (const [year, { days, source }] of Object.entries(years)) {
      expect(days).toEqual([...new Set(days)].sort());
      expect(days.every(holiday => holiday.startsWith(`${year}-`))).toBe(true);
      expect(source).not.toBe('');
    }
  }
});
