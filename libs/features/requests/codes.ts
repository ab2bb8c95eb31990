/** Closed lists of a request's facts ★: stored and answered as they stand, added to and never renamed. */

/** What is asked: the rights of Art. 15 to 21 GDPR, and questions about the policy (P20), which have no statutory clock. */
export const REQUEST_KINDS = [
  'access',
  'rectification',
  'erasure',
  'restriction',
  'portability',
  'objection',
  'question',
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export const REQUEST_CHANNELS = ['application', 'email', 'letter', 'telephone'] as const;
export type RequestChannel = (typeof REQUEST_CHANNELS)[number];

/** Why who asks is in doubt (Art. 12(6)). */
export const PROOF_REASONS = [
  'sender-unknown',
  'signature-differs',
  'details-differ',
  'by-telephone',
  'on-behalf-of-another',
  'former-customer',
] as const;
export type ProofReason = (typeof PROOF_REASONS)[number];

/** How somebody proved who they are. What was shown is not kept (P19). */
export const PROOF_WAYS = [
  'identity-card-seen',
  'electronic-signature',
  'known-address-confirmed',
  'in-person',
  'mandate-seen',
] as const;
export type ProofWay = (typeof PROOF_WAYS)[number];

export const REJECTION_REASONS = ['details-do-not-match', 'unreadable', 'expired', 'no-mandate'] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** The only two that Art. 12(3) knows. */
export const EXTENSION_REASONS = ['complexity', 'number-of-requests'] as const;
export type ExtensionReason = (typeof EXTENSION_REASONS)[number];

const RIGHTS = ['access', 'rectification', 'erasure', 'restriction', 'portability', 'objection'] as const;

/** Why a request is refused, and which kinds it can be said of. */
export const REFUSAL_REASONS = {
  /** Art. 12(2), (6) */
  'identity-not-shown': RIGHTS,
  /** Art. 12(5) */
  'manifestly-unfounded': RIGHTS,
  'manifestly-excessive': RIGHTS,
  /** Art. 15(4), 20(4) */
  'rights-of-others': ['access', 'portability'],
  'data-correct': ['rectification'],
  /** Art. 17(3)(b), (e) */
  'legal-duty': ['erasure'],
  'legal-claims': ['erasure', 'objection'],
  /** Art. 17(1), 18(1), 20(1), 21(1): the right has conditions */
  'conditions-not-met': ['erasure', 'restriction', 'portability', 'objection'],
  /** Art. 21(1) */
  'compelling-grounds': ['objection'],
} as const satisfies Record<string, readonly RequestKind[]>;
export type RefusalReason = keyof typeof REFUSAL_REASONS;

export const ACTS = ['correct', 'restrict', 'erase', 'disclose', 'object'] as const;
/**
 * What carries a request out: the subject's own correction, restriction, erasure or objection upheld, or an answer with
 * what is held.
 */
export type Act = (typeof ACTS)[number];

/** Which acts carry out which kind. */
export const ACTS_OF: Readonly<Record<RequestKind, readonly Act[]>> = {
  access: ['disclose'],
  rectification: ['correct'],
  erasure: ['erase'],
  restriction: ['restrict'],
  portability: ['disclose'],
  objection: ['object', 'erase'],
  question: [],
};

/** Letters that go out. `final` ones answer the request; the others are on the way. */
export const LETTERS = {
  confirmation: 'interim',
  'confirmation-asked': 'interim',
  'proof-asked': 'interim',
  extension: 'interim',
  refusal: 'final',
  'access-answer': 'final',
  'portability-answer': 'final',
  'rectification-done': 'final',
  'erasure-done': 'final',
  'restriction-done': 'final',
  'objection-done': 'final',
  'question-answer': 'final',
  'nothing-held': 'final',
} as const;
export type LetterName = keyof typeof LETTERS;
export const LETTER_NAMES = Object.keys(LETTERS) as LetterName[];

/** The letter that says a request of a kind was carried out. */
export const DONE_LETTER: Readonly<Record<RequestKind, LetterName>> = {
  access: 'access-answer',
  rectification: 'rectification-done',
  erasure: 'erasure-done',
  restriction: 'restriction-done',
  portability: 'portability-answer',
  objection: 'objection-done',
  question: 'question-answer',
};

/** How a request ended. */
export type ClosedAs = 'fulfilled' | 'partly-refused' | 'refused' | 'answered' | 'withdrawn';
