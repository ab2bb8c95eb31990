import fc from 'fast-check';
import { addDays, brusselsDay, dayBegins } from '#libs/kernel';
import { TAKE_UP_MS } from './catalogues';
import { digestOf } from './events';
import { checkOf, earliestDay, faultsOf } from './faults';
import { edited, good, purpose, type Edit } from './testing/planted';
import type { Catalogue } from './types';

const NOW = new Date('2026-12-01T10:00:00Z');
const published = [good].map(catalogue => ({
  version: catalogue.version,
  from: catalogue.from,
  digest: digestOf(catalogue),
  catalogue,
}));
const next = (edit: Edit = () => undefined): Catalogue =>
  edited(c => {
    c.version = '2027-01-01';
    c.from = '2027-01-01';
    edit(c);
  });

describe('P21 what may be published after a version', () => {
  test('what begins later, contradicts itself nowhere and renumbers what it changes', () => {
    const longer: Edit = c => {
      purpose(c, 'contract').retention.duration = 'P2Y';
      purpose(c, 'contract').id = 'contract/2';
    };
    expect(faultsOf(next(), published, NOW)).toEqual([]);
    expect(faultsOf(next(longer), published, NOW)).toEqual([]);
    expect(
      faultsOf(
        next(c => (c.from = '2027-12-02')),
        published,
        NOW,
      ),
    ).toEqual([]);
  });

  test.each<[string, Edit, string, string[]]>([
    ['a name that there is', c => (c.version = good.version), 'version-published', [good.version]],
    ['today', c => (c.from = '2026-12-01'), 'begins-too-early', ['2026-12-01', '2026-12-02']],
    ['a day that is over', c => (c.from = '2026-11-30'), 'begins-too-early', ['2026-11-30', '2026-12-02']],
    ['a year and a day ahead', c => (c.from = '2027-12-03'), 'begins-too-late', ['2027-12-03', '2027-12-02']],
    ['a slip of the pen', c => (c.from = '2207-03-01'), 'begins-too-late', ['2207-03-01', '2027-12-02']],
    [
      'other rules under the number of before',
      c => (purpose(c, 'contract').retention.duration = 'P2Y'),
      'purpose-number-taken',
      ['contract/1'],
    ],
    ['a contradiction', c => (purpose(c, 'contract').reason.nl = ''), 'basis-without-reason', ['contract/1']],
  ])('%s is refused', (_what, edit, code, names) => {
    expect(faultsOf(next(edit), published, NOW)).toContainEqual({ code, names });
  });

  test('nothing begins before every process has had the time to read it, nor before what is published', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
        fc.integer({ min: -400, max: 400 }),
        (now, days) => {
          const from = addDays(brusselsDay(now), days);
          const earliest = earliestDay([{ from }], now);
          expect(dayBegins(earliest).getTime() - now.getTime()).toBeGreaterThanOrEqual(TAKE_UP_MS);
          expect(earliest > from).toBe(true);
          expect([from, brusselsDay(new Date(now.getTime() + TAKE_UP_MS))]).toContain(addDays(earliest, -1));
        },
      ),
    );
    // Ten minutes before midnight in Brussels it is too late for tomorrow.
    expect(earliestDay([], new Date('2026-12-01T22:49:59Z'))).toBe('2026-12-02');
    expect(earliestDay([], new Date('2026-12-01T22:50:00Z'))).toBe('2026-12-03');
  });

  test('a check is of one text after one version', () => {
    const [a, b] = [{ digest: 'a' }, { digest: 'b' }];
    expect(new Set([checkOf(a, b), checkOf(b, a), checkOf(a, a)]).size).toBe(3);
  });
});
