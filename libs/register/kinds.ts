/**
 * Kinds of processing that the register tells apart ★, with the W3C DPV term of each that has one. A kind's name and
 * term are in stored bytes: they are added to, never changed.
 */
export const KINDS = {
  registered: {},
  collected: { processing: 'dpv:Collect' },
  'used-further': { processing: 'dpv:Use' },
  corrected: { processing: 'dpv:Modify' },
  shared: { processing: 'dpv:Share' },
  'sharing-failed': {},
  'renewal-contact': { processing: 'dpv:Use' },
  looked: { processing: 'dpv:Consult' },
  searched: { processing: 'dpv:Query' },
  'signed-in': { processing: 'dpv:Collect' },
  refused: {},
  restricted: { processing: 'dpv:Restrict' },
  'restriction-lifted': {},
  linked: { processing: 'dpv:Collect' },
  unlinked: {},
  'transfer-begun': {},
  'transfer-failed': {},
  'service-started': {},
  'service-renewed': {},
  'service-ended': {},
  'document-accepted': { processing: 'dpv:Record' },
  'payment-chosen': {},
  'payment-dropped': {},
  'matter-opened': { processing: 'dpv:Collect' },
  'matter-noted': { processing: 'dpv:Record' },
  'matter-ended': { processing: 'dpv:Delete' },
  'erasure-begun': {},
  resealed: {},
  // Fenced: no path of the service reads it. `dpv:Erase` (no retrieval possible) is said of what is irrecoverable.
  erased: { processing: 'dpv:Delete' },
  'catalogue-published': {},
  'request-registered': { processing: 'dpv:Collect' },
  'request-linked': {},
  'request-confirmed': {},
  'confirmation-asked': {},
  'proof-asked': {},
  'identity-verified': {},
  'identity-rejected': {},
  'request-extended': {},
  'request-refused': {},
  'request-carried-out': {},
  'request-failed': {},
  'letter-sent': { processing: 'dpv:Use' },
  'request-closed': {},
  'mediation-opened': { processing: 'dpv:Collect' },
  'third-party-told': {},
  'owner-informed': { processing: 'dpv:Use' },
  'owner-answered': {},
  'third-party-answered': {},
  'mediation-ended': {},
} as const satisfies Record<string, { readonly processing?: string }>;

export type Kind = keyof typeof KINDS;

/** Version of the vocabulary that the terms are of (https://w3id.org/dpv/2.3, eu-gdpr 2.3). */
export const DPV_VERSION = '2.3';
