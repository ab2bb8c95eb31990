import fc from 'fast-check';
import { DUE_KINDS, dueUntil } from './due';

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

  test.each(DUE_KINDS)(
    'of what has a later last day mediations and mail are listed, nothing else: %s',
    what => {
      const later = { ...due(1, '2027-03-01'), what };
      const found = dueUntil([later], '2026-11-30', '2026-12-30');
      expect(found).toEqual(['mediation', 'matter'].includes(what) ? [{ ...later, overdue: false }] : []);
    },
  );

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
