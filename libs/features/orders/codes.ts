/** Codes of orders of government bodies ★ (P16). They are stored: added to, never changed. */

/** Where an officer read the law that a ground names. */
export const GROUND_SOURCES = ['official-text', 'counsel'] as const;
export type GroundSource = (typeof GROUND_SOURCES)[number];

/** Why an order is not carried out. */
export const ORDER_REFUSALS = ['no-ground', 'body-not-competent', 'formally-defective', 'too-wide'] as const;
export type OrderRefusal = (typeof ORDER_REFUSALS)[number];
