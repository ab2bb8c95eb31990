import fc from 'fast-check';
import { canonicalBytes, type Json } from '#libs/kernel';
import { boxLength } from '#libs/vault';
import { sizeOf, ToReseal, ToSeal } from '.';
import { testId } from './testing';

const value = fc.jsonValue() as fc.Arbitrary<Json>;
const values = fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), value, { maxKeys: 4 });
const envelope = (purpose: string, names: readonly string[], length: number) => ({
  key: testId('key'),
  box: 'A'.repeat(length),
  purpose,
  period: 'contract',
  commitments: Object.fromEntries(names.map(name => [name, 'C'.repeat(43)])),
});

test('decided data is as long as it says before anything of it is sealed', () => {
  fc.assert(
    fc.property(value, fc.array(values, { maxLength: 3 }), (clear, all) => {
      const data = (sealed: (each: Record<string, Json>) => unknown) => ({ clear, all: all.map(sealed) });
      const decided = data(each => ({ sealed: new ToSeal('telling', 'contract', each), not: undefined }));
      const stored = data(each => ({ sealed: envelope('telling', Object.keys(each), boxLength(each)) }));
      expect(sizeOf(decided)).toBe(canonicalBytes(stored).length);
    }),
  );
});

test('what is sealed anew is no longer than what it was in', () => {
  const from = testId('event');
  const before = envelope('contract', [], 380);
  const again = new ToReseal('contract', 'contract', 1, from, before, ['email']);
  expect(sizeOf(again)).toBe(canonicalBytes({ ...envelope('contract', ['email'], 380), from }).length);
});
