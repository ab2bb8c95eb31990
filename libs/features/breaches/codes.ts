/** Codes of a breach, in the words of Art. 33 and 34 GDPR and of EDPB Guidelines 9/2022. They are stored: added to, never changed. */

/** What was broken. */
export const NATURES = ['confidentiality', 'integrity', 'availability'] as const;
export type Nature = (typeof NATURES)[number];

export const CAUSES = [
  'human-error',
  'attack-from-outside',
  'misuse-from-within',
  'lost-or-stolen',
  'technical-failure',
  'at-processor',
  'other',
  'unknown',
] as const;
export type Cause = (typeof CAUSES)[number];

/** Categories of data subjects (Art. 33(3)(a)). */
export const PERSONS = [
  'customers',
  'former-customers',
  'domain-holders',
  'payers',
  'correspondents',
  'employees',
  'others',
] as const;
export type Persons = (typeof PERSONS)[number];

/** Categories of data beside the fields of the vocabulary. */
export const MORE_DATA = ['login', 'domain', 'correspondence', 'order', 'others'] as const;

/** Art. 33(1): unlikely to result in a risk, or not; Art. 34(1): a high one. */
export const RISKS = ['unlikely', 'risk', 'high-risk'] as const;
export type Risk = (typeof RISKS)[number];

export const AUTHORITY_CHANNELS = ['online-form', 'email', 'letter', 'telephone'] as const;
export type AuthorityChannel = (typeof AUTHORITY_CHANNELS)[number];

export const PERSON_CHANNELS = [
  'email',
  'letter',
  'telephone',
  'application',
  'public-communication',
] as const;
export type PersonChannel = (typeof PERSON_CHANNELS)[number];

/** Why persons are not told, of a high risk (Art. 34(3)(a), (b), (c)). */
export const NOT_TOLD = ['unintelligible', 'risk-averted', 'disproportionate'] as const;
export type NotTold = (typeof NOT_TOLD)[number];

/** What of a breach was shown. */
export const VIEWS = ['breach', 'file', 'affected', 'letters'] as const;
export type BreachView = (typeof VIEWS)[number];

/** Characters of a text that officers write of a breach, at most. */
export const LONGEST_TEXT = 20_000;

/** Of each text of a letter: three languages of four fit into a request, whatever they are written in. */
export const LONGEST_IN_LETTER = 2_000;
