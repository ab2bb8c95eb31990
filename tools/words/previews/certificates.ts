import { notProved } from '#features/certificates/not-proved';
import type { Preview } from '../preview';

/** What a certificate of an erasure does not show. */
export const certificates: readonly Preview[] = [
  { name: 'not-proved', make: (language, words) => ({ text: `${notProved(language, words).join('\n')}\n` }) },
];
