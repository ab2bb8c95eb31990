import { purposeOf } from '#libs/catalogue';
import { UNSETTLED, type ErasureScope } from '#libs/features/subjects';
import { dcube } from '#libs/features/subjects/testing';
import { DomainError, type ProblemCode, type Refusal } from '#libs/kernel';
import { onRecord } from './refusals';

const rules = (name: string) => purposeOf(dcube, name);
const TELEPHONE = { of: 'field', purpose: 'contract', field: 'telephone' } as const;

/** How an erasure that is refused with a code stands on record. */
function refusedWith(code: ProblemCode, scope: ErasureScope = { of: 'subject' }): Refusal | undefined {
  try {
    return onRecord(scope, rules, () => {
      throw new DomainError(code, { purpose: 'contract' });
    });
  } catch (error) {
    expect(error).toMatchObject({ code, details: { purpose: 'contract' } });
    return (error as DomainError).refusal;
  }
}

describe('P19, P22: a refused erasure on record', () => {
  test('by which rule, and of what: names of the catalogue alone', () => {
    expect(refusedWith('still-needed', TELEPHONE)).toEqual({
      reason: 'condition-unmet',
      condition: 'not-needed',
      purpose: 'contract/1',
      fields: ['telephone'],
    });
    expect(refusedWith('approval-needed')).toEqual({
      reason: 'condition-unmet',
      condition: 'second-person',
    });
    expect(refusedWith('kept-by-law', { of: 'purpose', purpose: 'jan@example.be' })).toEqual({
      reason: 'condition-unmet',
      condition: 'not-kept-by-law',
    });
  });

  test('and for which request it could not be: whatever it is that is not settled', () => {
    for (const code of UNSETTLED) expect(refusedWith(code)?.condition).toBe('request-settled');
  });

  test('what had not the form of one, or is about nobody, is no refusal', () => {
    for (const code of ['malformed-value', 'not-found', 'field-not-held', 'purpose-unknown'] as const)
      expect(refusedWith(code)).toBeUndefined();
    expect(onRecord(TELEPHONE, rules, () => 'decided')).toBe('decided');
  });
});
