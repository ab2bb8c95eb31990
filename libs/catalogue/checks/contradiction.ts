import type { Catalogue } from '../types';

/** What a catalogue can contradict itself in. Codes are part of the operator's messages: added, never renamed. */
export const CODES = [
  // names
  'duplicate-id',
  'label-missing',
  'not-a-day',
  'unknown-term',
  'address-in-text',
  // references
  'unknown-recipient',
  'unknown-field',
  'unknown-service',
  'unknown-extension',
  'recipient-unused',
  'service-unused',
  // purposes
  'basis-without-reason',
  'retention-without-source',
  'duration-not-iso8601',
  'duration-too-long',
  'retention-without-period',
  'field-listed-twice',
  'purpose-without-fields',
  'natural-person-only-not-required',
  'opening-empty',
  'extension-without-service',
  'duty-without-legal-basis',
  'matter-without-period',
  'sign-in-address-misused',
  'look-only-collects',
  'no-look-purpose',
  // sharing
  'shared-field-not-in-purpose',
  'shared-field-not-required',
  'sharing-empty',
  'condition-missing',
  'condition-without-extension',
  'condition-without-payment',
  'condition-untold',
  'reference-form-broken',
  'reference-form-costly',
  'transit-names-a-field',
  'transit-required-twice',
  'format-lacks',
  'format-cannot-carry',
  'case-without-account',
  'recipient-without-reason',
  'transfer-without-ground',
  'transfer-ground-inside-eea',
  'transfer-without-source',
  // clients
  'unknown-purpose',
  'client-erases-beyond',
  'look-not-allowed',
  // extensions and documents
  'extension-without-purpose',
  'extension-dates-reversed',
  'extension-overlap',
  'extension-gap',
  'terms-without-document',
  'policy-without-document',
] as const;
export type ContradictionCode = (typeof CODES)[number];

export interface Contradiction {
  readonly code: ContradictionCode;
  /** What is involved, from the outside in: purpose, recipient, field … Catalogue names, dates and codes only. */
  readonly names: readonly string[];
}

/** A rule yields what it finds; it never throws on a catalogue of the right shape. */
export type Rule = (catalogue: Catalogue) => Iterable<Contradiction>;

export function contradiction(code: ContradictionCode, ...names: readonly string[]): Contradiction {
  return { code, names };
}

/** Members that occur more than once, each once. */
export function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

export function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}
