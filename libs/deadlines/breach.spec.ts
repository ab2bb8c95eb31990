import fc from 'fast-check';
import { breachClock, hoursUntil } from '.';

describe('Art. 33(1), Reg. 1182/71: when the authority is told of a breach', () => {
  test.each([
    ['the hour of the event is not counted', '2026-12-01T13:20:00Z', '2026-12-04T14:00:00.000Z'],
    ['nor is it where it has just begun', '2026-12-01T13:00:00Z', '2026-12-04T14:00:00.000Z'],
    ['to its last millisecond', '2026-12-01T13:59:59.999Z', '2026-12-04T14:00:00.000Z'],
    [
      'no weekend moves it: from Friday evening to Monday',
      '2026-12-04T17:30:00Z',
      '2026-12-07T18:00:00.000Z',
    ],
    ['nor a holiday: over Christmas', '2026-12-24T09:10:00Z', '2026-12-27T10:00:00.000Z'],
    [
      'hours are those that pass: the clock goes back on 25 October 2026, so that Sunday has 25',
      '2026-10-24T10:15:00+02:00',
      '2026-10-27T10:00:00+01:00',
    ],
    [
      'within the hour that the clock shows twice, the first time',
      '2026-10-25T02:30:00+02:00',
      '2026-10-28T02:00:00+01:00',
    ],
    ['and the second time', '2026-10-25T02:30:00+01:00', '2026-10-28T03:00:00+01:00'],
    [
      'the clock goes forward on 28 March 2027, so that Sunday has 23',
      '2027-03-26T14:45:00+01:00',
      '2027-03-29T16:00:00+02:00',
    ],
    [
      'from the hour before the one that is left out',
      '2027-03-28T01:59:00+01:00',
      '2027-03-31T03:00:00+02:00',
    ],
  ])('%s', (_why, known, due) => expect(breachClock(known).due).toBe(new Date(due).toISOString()));

  test('officers are reminded after 48 hours, counted alike', () => {
    expect(breachClock('2026-12-01T13:20:00Z')).toEqual({
      from: '2026-12-01T14:00:00.000Z',
      remind: '2026-12-03T14:00:00.000Z',
      due: '2026-12-04T14:00:00.000Z',
    });
  });

  test('whole hours that are left, and how many it is over', () => {
    const due = '2026-12-04T14:00:00.000Z';
    const left = (now: string): number => hoursUntil(due, new Date(now));
    expect([left('2026-12-01T14:00:00Z'), left('2026-12-01T14:00:01Z'), left(due)]).toEqual([72, 71, 0]);
    expect(left('2026-12-04T14:00:01Z')).toBe(-1);
  });
});

const time = fc
  .integer({ min: Date.parse('2018-05-25T00:00:00Z'), max: Date.parse('2999-12-28T00:00:00Z') })
  .map(at => new Date(at));
/** Hour and minute in Brussels. */
const inBrussels = new Intl.DateTimeFormat('en-GB', { minute: '2-digit', timeZone: 'Europe/Brussels' });

test('for any time: 72 whole hours from the next one on, whatever the day, and never less than 72 hours in all', () => {
  fc.assert(
    fc.property(time, known => {
      const { from, remind, due } = breachClock(known.toISOString());
      const [begins, ends] = [Date.parse(from), Date.parse(due)];
      expect(ends - begins).toBe(72 * 3_600_000);
      expect(Date.parse(remind) - begins).toBe(48 * 3_600_000);
      // The hour that is not counted is the one in which it became known.
      expect(begins - known.getTime()).toBeGreaterThan(0);
      expect(begins - known.getTime()).toBeLessThanOrEqual(3_600_000);
      expect(Number(inBrussels.format(new Date(due)))).toBe(0);
    }),
  );
});

test('for any two times: what became known later is never due earlier', () => {
  fc.assert(
    fc.property(time, time, (one, other) => {
      const [first, second] = one <= other ? [one, other] : [other, one];
      expect(breachClock(first.toISOString()).due <= breachClock(second.toISOString()).due).toBe(true);
    }),
  );
});
