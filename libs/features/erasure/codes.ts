/** Codes of erasures ★ (Art. 17(1)). They are stored: added to, never changed. */

/** Why something is erased, as people state it. */
export const REASONS = [
  'no-longer-needed',
  'objection',
  'unlawful',
  'legal-obligation',
  'retention-ended',
] as const;

/** What an officer found, where data was processed unlawfully (Art. 17(1)(d)). */
export const FINDINGS = [
  'collected-without-basis',
  'not-needed-for-purpose',
  'kept-too-long',
  'of-another-person',
] as const;
