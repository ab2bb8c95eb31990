/** A written order of a public prosecutor, less whom it is about, what it asks for and when it was issued. */
export const PROSECUTORS_ORDER = {
  body: 'public-prosecutor',
  ground: 'sv-46bis',
  legitimacy: 'judicial',
  reference: 'GE.20.99.1234/2026',
  digest: 'ab'.repeat(32),
} as const;
