import type { Day } from '#libs/kernel';
import { dayText, type Language } from '#libs/letters';
import { wordsOf, type Area, type Editions } from '#libs/words';

/** Whose words they are written with. */
export const MEDIATION_AREAS: readonly Area[] = ['mediation'];

/**
 * What is written to the third party and to the owner. The texts to the third party take nothing of the owner: not even
 * the type of these functions lets anything of the owner in (P15).
 */
export type ToThirdParty = 'told' | 'neutral' | 'owner-writes';

interface Writing {
  readonly language: Language;
  /** Of words; the newest, where left out. */
  readonly words?: Editions | undefined;
}

/**
 * With it is said what becomes of the third party's data once it is answered: it is unreadable then, or after the owner's
 * last day to read it.
 * @param keptUntil last day on which the owner who chose to make contact reads what the third party gave
 */
export function textToThirdParty(
  text: ToThirdParty,
  { language, words, keptUntil }: Writing & { readonly keptUntil?: Day | undefined },
): string {
  const say = wordsOf('mediation', language, words);
  const said = say(`third-party.${text}`);
  if (text === 'told') return said;
  const then =
    keptUntil === undefined
      ? say('third-party.gone')
      : say('third-party.kept', { day: dayText(keptUntil, language) });
  return `${said} ${then}`;
}

/** To the owner, with the third party's data after it. */
export function textToOwner({ language, words }: Writing): string {
  return wordsOf('mediation', language, words)('owner.informed');
}
