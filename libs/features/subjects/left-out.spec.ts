import * as fc from 'fast-check';
import type { Json } from '#libs/kernel';
import { leftOutOf, unsettledOf } from './left-out';
import { event, type SubjectDecided } from './guards';
import { allHeldIn } from './held';
import { subjectOwner } from './stream';
import { collected, given, jan, keyId, legible, registered, sealed, SELF, stored, testId } from './testing';

const marked = (purpose: string, field: 'telephone' | 'email', version = 1, mark = testId('mark')) =>
  event('OtherPersonMarked', { mark, purpose, field, version });
const settled = (outcome: 'shown' | 'left-out', mark = testId('mark')) =>
  event('OtherPersonSettled', { mark, outcome });
/** What is sealed under these keys is gone. */
const erased = (...keys: readonly { readonly purpose: string; readonly generation?: number }[]) =>
  event('ErasureBegun', {
    erasure: testId('erasure'),
    scope: { of: 'purpose', purpose: keys[0]!.purpose },
    reason: 'no-longer-needed',
    keys: keys.map(({ purpose, generation = 1 }) => ({
      key: keyId(purpose, 'contract', generation),
      owner: subjectOwner(SELF),
      purpose,
      period: 'contract',
      generation,
    })),
    kept: [],
  });
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

  test('what was marked and is erased: the field, wherever it is held, as nobody can tell any more what is the same', () => {
    const gone = [...held, marked('contract', 'telephone'), erased({ purpose: 'contract' })];
    // What is erased is among what is held in name alone.
    const both = ['contract/1 telephone 1', 'domain-be/1 telephone 1'];
    expect(leftOut(...gone)).toEqual(both);
    expect(leftOut(...gone, settled('left-out'))).toEqual(both);
    expect(leftOut(...gone, settled('shown'))).toEqual([]);
    const other = testId('mark', 1);
    const own = [marked('domain-be', 'telephone', 1, other), settled('shown', other)];
    expect(leftOut(...gone, ...own)).toEqual(['contract/1 telephone 1']);
  });

  test('whatever is marked, settled and erased: a value that is marked and not shown is never given, nor its like', () => {
    const fields = ['telephone', 'email'] as const;
    const marks = fc.array(
      fc.record({
        purpose: fc.constantFrom('contract', 'domain-be'),
        field: fc.constantFrom(...fields),
        outcome: fc.option(fc.constantFrom('shown' as const, 'left-out' as const), { nil: undefined }),
      }),
      { maxLength: 4 },
    );
    const erasures = fc.subarray(['contract', 'domain-be']);
    fc.assert(
      fc.property(marks, erasures, (all, gone) => {
        const each = new Map(all.map(one => [`${one.purpose} ${one.field}`, one]));
        const history = [...each.values()].flatMap(({ purpose, field, outcome }, i) => [
          marked(purpose, field, 1, testId('mark', i)),
          ...(outcome ? [settled(outcome, testId('mark', i))] : []),
        ]);
        const out = leftOut(...held, ...history);
        for (const { purpose, field, outcome } of each.values())
          if (!(purpose === 'domain-be' && field === 'email'))
            expect(out.includes(`${purpose}/1 ${field} 1`)).toBe(outcome !== 'shown');
        // An erasure gives nothing: what was left out before, and is still there, is left out after it.
        const after = leftOut(...held, ...history, ...gone.map(purpose => erased({ purpose })));
        const stays = out.filter(name => !gone.some(purpose => name.startsWith(purpose)));
        expect(after).toEqual(expect.arrayContaining(stays));
        const { state } = given(...held, ...history);
        expect(unsettledOf(state.ofOthers)).toHaveLength(
          [...each.values()].filter(({ outcome }) => outcome === undefined).length,
        );
      }),
    );
  });
});
