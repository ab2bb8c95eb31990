import { UNSETTLED, type ErasureScope } from '#libs/features/subjects';
import { DomainError, type ProblemCode, type RefusalCondition } from '#libs/kernel';
import type { Rules } from './guards';

/** Which rule refused, by what it is refused with. What is not here says that the command had not the form of one. */
const RULES: Partial<Record<ProblemCode, RefusalCondition>> = {
  'client-not-allowed': 'client-allowed',
  'forbidden-role': 'role-allowed',
  'approval-needed': 'second-person',
  'another-person-needed': 'another-person',
  'still-needed': 'not-needed',
  'kept-by-law': 'not-kept-by-law',
  'objection-not-upheld': 'objection-upheld',
  'objection-not-applicable': 'objection-upheld',
  'subject-restricted': 'no-restriction',
  'field-not-optional': 'optional-field',
  ...Object.fromEntries(UNSETTLED.map(code => [code, 'request-settled'] as const)),
};

/**
 * What a decision comes to. What it refuses stands on record (P19, P22, Art. 17): by which rule, of which purpose and
 * field. A purpose that nobody knows is not named.
 */
export function onRecord<T>(scope: ErasureScope, rules: Rules, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    const condition = error instanceof DomainError && !error.refusal ? RULES[error.code] : undefined;
    if (condition === undefined) throw error;
    const { code, details } = error as DomainError;
    const purpose = scope.of === 'subject' ? undefined : rules(scope.purpose)?.id;
    throw new DomainError(code, details, {
      reason: 'condition-unmet',
      condition,
      ...(purpose !== undefined && { purpose }),
      ...(scope.of === 'field' && { fields: [scope.field] }),
    });
  }
}
