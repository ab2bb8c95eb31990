import { liftingLetter } from '#features/subjects/lifting-letter';
import { madeOf, type Preview } from '../preview';
import { catalogue, PERSON, REFERENCE, TODAY } from './example';

const CASES = [
  ['accuracy-contested', 'accuracy-settled'],
  ['unlawful', 'subject-asked'],
  ['needed-for-claims', 'claims-settled'],
  ['objection-pending', 'objection-settled'],
] as const;

/** A restriction is lifted (Art. 18(3)). */
export const restrictions: readonly Preview[] = CASES.map(([ground, reason]) => ({
  name: `lifting.${reason}`,
  make: (language, words) =>
    madeOf(
      liftingLetter({
        announced: { reason, language },
        restriction: { ground, since: '2026-03-02T09:00:00Z' },
        on: TODAY,
        catalogue,
        person: PERSON,
        reference: REFERENCE,
        words,
      }),
    ),
}));
