import type { ProblemCode } from './problems';
import type { Rule } from './rules';

/**
 * What had to be so and was not: conditions of the catalogue's sharings, then rules of commands and of looks. In stored
 * events: added to, never renamed.
 */
export type RefusalCondition =
  | 'terms-accepted'
  | 'extension-served'
  | 'holder-link'
  | 'payment-chosen'
  | 'invoice-reference'
  | 'recipient-of-purpose'
  | 'purpose-open'
  | 'no-objection'
  | 'no-restriction'
  | 'own-matter'
  | 'in-writing'
  // The catalogue lets the client act for it; that role look for it.
  | 'client-allowed'
  | 'look-allowed'
  // Of erasures: who may, whose word is wanting, what stands in the way.
  | 'role-allowed'
  | 'second-person'
  | 'another-person'
  | 'request-settled'
  | 'not-needed'
  | 'not-kept-by-law'
  | 'objection-upheld'
  | 'optional-field';

/**
 * What a refusal of processing leaves in the register (P02–P04, P09–P14, P19, P22): catalogue names only.
 * A name that the catalogue does not have is written as `unlisted`.
 */
export interface Refusal {
  readonly reason: 'over-collection' | 'third-party' | 'condition-unmet';
  readonly purpose?: string;
  readonly recipient?: string;
  readonly condition?: RefusalCondition;
  readonly fields?: readonly string[];
}

/** Where a value breaks which rule: a JSON Pointer (RFC 6901) of described members only, and a rule's stable name. */
export interface ValueError {
  readonly pointer: string;
  readonly rule: Rule;
  /** The form that an attribute which passes through has to have. */
  readonly form?: string;
}

/** Names and numbers that are safe to answer: never a personal value. */
export type SafeDetails = Readonly<
  Record<string, string | number | boolean | readonly string[] | readonly ValueError[] | readonly Fact[]>
>;
/** One of several things that a refusal names: codes, names, ids and days. */
type Fact = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * A refusal by the domain. It says which, by code; never with a personal value.
 * With a {@link Refusal} it also belongs in the register, exactly once for a command.
 */
export class DomainError extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly details: SafeDetails = {},
    readonly refusal?: Refusal,
  ) {
    super(code);
    this.name = 'DomainError';
  }
}

/** The exhaustive end of a switch over a union. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${typeof value}`);
}
