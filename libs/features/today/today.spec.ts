import fc from 'fast-check';
import { dueUntil } from './due';
import { looksThatStandOut, MANY_LOOKS, type Look } from './looks';

const look = (time: string, more: Partial<Look> = {}): Look => ({
  time,
  role: 'staff',
  actor: 'an',
  subject: '0b8f2c64-9d1e-8f3a-b6f7-0d2f6c1f9a11',
  purpose: 'customer-care/1',
  ...more,
});
const NOON = '2026-11-30T11:00:00Z';

describe('looks that stand out (P09)', () => {
  test('many by one person, told with their number; one less is nothing', () => {
    const looks = Array.from({ length: MANY_LOOKS }, () => look(NOON));
    expect(looksThatStandOut(looks, new Set())).toEqual([
      { why: 'many', actor: 'an', role: 'staff', looks: MANY_LOOKS },
    ]);
    expect(looksThatStandOut(looks.slice(1), new Set())).toEqual([]);
  });

  test.each([
    ['21:59 in winter', '2026-11-30T20:59:59Z', 0],
    ['22:00 in winter', '2026-11-30T21:00:00Z', 1],
    ['05:59 in winter', '2026-11-30T04:59:59Z', 1],
    ['06:00 in winter', '2026-11-30T05:00:00Z', 0],
    ['22:00 in summer', '2026-07-30T20:00:00Z', 1],
    ['21:59 in summer', '2026-07-30T19:59:59Z', 0],
  ])('at night in Brussels: %s', (_, time, count) => {
    expect(looksThatStandOut([look(time)], new Set()).map(({ looks }) => looks)).toEqual(count ? [1] : []);
  });

  test('for a request of somebody who has none open', () => {
    const asked = look(NOON, { purpose: 'data-subject-request/1' });
    expect(looksThatStandOut([asked], new Set()).map(({ why }) => why)).toEqual(['without-request']);
    expect(looksThatStandOut([asked], new Set([asked.subject!]))).toEqual([]);
  });

  test('services look because a program asks: they never stand out', () => {
    const looks = Array.from({ length: 200 }, () =>
      look('2026-11-30T23:00:00Z', { role: 'service', actor: 'shop' }),
    );
    expect(looksThatStandOut(looks, new Set())).toEqual([]);
  });
});

describe('what is due', () => {
  const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const due = (n: number, day?: string) => ({
    what: 'request' as const,
    id: id(n),
    status: 'open',
    ...(day !== undefined && { day }),
  });

  test('late first, then by day, what has no last day at the end; later than asked for is left out', () => {
    const all = [
      due(1, '2026-12-31'),
      due(2),
      due(3, '2026-12-01'),
      due(4, '2026-11-29'),
      due(5, '2026-11-30'),
    ];
    expect(dueUntil(all, '2026-11-30', '2026-12-30').map(each => [each.id, each.overdue])).toEqual([
      [id(4), true],
      [id(5), false],
      [id(3), false],
      [id(2), false],
    ]);
  });

  test('what is due within hours is late by the hour, not by the day', () => {
    const breach = (n: number, hoursLeft: number) => ({
      ...due(n, '2026-11-30'),
      what: 'breach' as const,
      hoursLeft,
    });
    const found = dueUntil([breach(1, 0), breach(2, -1), due(3, '2026-11-30')], '2026-11-30', '2026-12-30');
    expect(found.map(({ id: of, overdue }) => [of, overdue])).toEqual([
      [id(1), false],
      [id(2), true],
      [id(3), false],
    ]);
  });

  test('the order does not depend on the order of what is given', () => {
    const day = fc.option(fc.constantFrom('2026-11-28', '2026-11-30', '2026-12-02'), { nil: undefined });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 8 }), days => {
        const all = days.map((each, n) => due(n, each));
        const sorted = dueUntil(all, '2026-11-30', '2026-12-30');
        expect(dueUntil([...all].reverse(), '2026-11-30', '2026-12-30')).toEqual(sorted);
        expect(sorted).toHaveLength(all.length);
      }),
    );
  });
});
