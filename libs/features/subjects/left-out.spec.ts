import * as fc from 'fast-check';
import type { Json } from '#libs/kernel';
import { leftOutOf, unsettledOf } from './left-out';
import { event, type SubjectDecided } from './guards';
import { allHeldIn } from './held';
import { collected, given, jan, legible, registered, sealed, stored, testId } from './testing';

const marked = (purpose: string, field: 'telephone' | 'email', version = 1, mark = testId('mark')) =>
  event('OtherPersonMarked', { mark, purpose, field, version });
const settled = (outcome: 'shown' | 'left-out', mark = testId('mark')) =>
  event('OtherPersonSettled', { mark, outcome });
const corrected = (purpose: string, values: Record<string, Json>) =>
  event('DataCorrected', {
    channel: 'application',
    source: 'subject',
    purposes: [sealed(purpose, values, 2)],
  });

/** `purpose field version` of what is left out, when everything can be read. */
function leftOut(...history: readonly SubjectDecided[]): string[] {
  const held = allHeldIn(history.map((each, i) => stored(each, i)));
  return held.versions
    .filter(leftOutOf(held, legible))
    .map(({ purpose, field, version }) => `${purpose} ${field} ${version}`);
}

const { telephone, email } = jan;
const MINE = '+3292257777';
const held = [
  registered(),
  collected('contract', { telephone, email }),
  collected('domain-be', { telephone }),
];

describe('Art. 15(4), 20(4): what its own subject is not given', () => {
  test('nothing, where nothing is marked', () => {
    expect(leftOut(...held)).toEqual([]);
  });

  test('what is marked, until an officer decides that it is shown; and the same value wherever it is held', () => {
    const both = ['contract/1 telephone 1', 'domain-be/1 telephone 1'];
    expect(leftOut(...held, marked('contract', 'telephone'))).toEqual(both);
    expect(leftOut(...held, marked('contract', 'telephone'), settled('left-out'))).toEqual(both);
    expect(leftOut(...held, marked('contract', 'telephone'), settled('shown'))).toEqual([]);
    expect(leftOut(...held, marked('contract', 'telephone'), settled('left-out'), settled('shown'))).toEqual(
      [],
    );
  });

  test('what was decided about the very value holds for it, whatever was decided about another', () => {
    const other = testId('mark', 1);
    const domain = [marked('domain-be', 'telephone', 1, other), settled('shown', other)];
    expect(leftOut(...held, marked('contract', 'telephone'), ...domain)).toEqual(['contract/1 telephone 1']);
  });

  test('an earlier version that is marked, and not the one that took its place', () => {
    const now = [...held, corrected('contract', { telephone: MINE })];
    expect(leftOut(...now, marked('contract', 'telephone', 1))).toEqual([
      'contract/1 telephone 1',
      'domain-be/1 telephone 1',
    ]);
  });

  test('whatever is marked and settled: a value that is marked and not shown is never given', () => {
    const fields = ['telephone', 'email'] as const;
    const marks = fc.array(
      fc.record({
        purpose: fc.constantFrom('contract', 'domain-be'),
        field: fc.constantFrom(...fields),
        outcome: fc.option(fc.constantFrom('shown' as const, 'left-out' as const), { nil: undefined }),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(marks, all => {
        const each = new Map(all.map(one => [`${one.purpose} ${one.field}`, one]));
        const history = [...each.values()].flatMap(({ purpose, field, outcome }, i) => [
          marked(purpose, field, 1, testId('mark', i)),
          ...(outcome ? [settled(outcome, testId('mark', i))] : []),
        ]);
        const out = leftOut(...held, ...history);
        for (const { purpose, field, outcome } of each.values())
          if (!(purpose === 'domain-be' && field === 'email'))
            expect(out.includes(`${purpose}/1 ${field} 1`)).toBe(outcome !== 'shown');
        const { state } = given(...held, ...history);
        expect(unsettledOf(state.ofOthers)).toHaveLength(
          [...each.values()].filter(({ outcome }) => outcome === undefined).length,
        );
      }),
    );
  });
});
