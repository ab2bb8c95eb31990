/** Codes of contact mediation ★ (P15). They are stored: added to, never changed. */

export const CHANNELS = ['email', 'letter', 'telephone'] as const;
export type Channel = (typeof CHANNELS)[number];
export const OWNER_CHANNELS = [...CHANNELS, 'application'] as const;
export type OwnerChannel = (typeof OWNER_CHANNELS)[number];
export const CHOICES = ['accepted', 'declined'] as const;
export type OwnerChoice = (typeof CHOICES)[number];
