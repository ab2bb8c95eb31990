/** Codes of duties to tell recipients ★ (Art. 19). They are stored: added to, never changed. */

/** How a recipient is told: by its own interface, by the service or an officer. */
export const TELLING_CHANNELS = ['interface', 'email', 'letter', 'telephone'] as const;
export type TellingChannel = (typeof TELLING_CHANNELS)[number];

/** Why a telling did not arrive. */
export const TELLING_FAILURES = ['rejected', 'unreachable', 'cancelled'] as const;
export type TellingFailure = (typeof TELLING_FAILURES)[number];

/** Art. 19, first sentence: why nobody is told. */
export const WAIVER_GROUNDS = ['impossible', 'disproportionate'] as const;
export type WaiverGround = (typeof WAIVER_GROUNDS)[number];

export const WAIVER_REASONS = [
  'recipient-ceased',
  'recipient-cannot-identify',
  'recipient-no-longer-holds',
  'effort-beyond-interest',
] as const;
export type WaiverReason = (typeof WAIVER_REASONS)[number];
