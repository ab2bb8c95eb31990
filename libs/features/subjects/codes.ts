/** Codes of restrictions ★ (Art. 18(1), (3)). They are stored: added to, never changed. */

export const RESTRICTION_GROUNDS = [
  'accuracy-contested',
  'unlawful',
  'needed-for-claims',
  'objection-pending',
] as const;
export type RestrictionGround = (typeof RESTRICTION_GROUNDS)[number];

export const LIFTING_REASONS = [
  'accuracy-settled',
  'subject-asked',
  'claims-settled',
  'objection-settled',
] as const;
export type LiftingReason = (typeof LIFTING_REASONS)[number];
