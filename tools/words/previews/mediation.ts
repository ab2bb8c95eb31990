import { textToOwner, textToThirdParty } from '#features/mediation/texts';
import type { Preview } from '../preview';

/** Texts to somebody who seeks contact with the owner of a domain name, and to that owner (P15). */
export const mediation: readonly Preview[] = [
  {
    name: 'third-party.told',
    make: (language, words) => ({ text: textToThirdParty('told', { language, words }) }),
  },
  {
    name: 'third-party.neutral',
    make: (language, words) => ({ text: textToThirdParty('neutral', { language, words }) }),
  },
  {
    name: 'third-party.owner-writes',
    make: (language, words) => ({
      text: textToThirdParty('owner-writes', { language, words, keptUntil: '2026-04-15' }),
    }),
  },
  { name: 'owner.informed', make: (language, words) => ({ text: textToOwner({ language, words }) }) },
];
