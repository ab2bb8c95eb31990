import type { Catalogue } from '#libs/catalogue';
import { brusselsDay, type Day, type Uuid } from '#libs/kernel';
import { addresseeLines, dayText, paragraph, type Letter } from '#libs/letters';
import { wordsOf, type Area, type Editions } from '#libs/words';
import type { LiftingAnnounced } from './events';
import type { Restriction } from './state';

/** The letter that says beforehand that a restriction is lifted (Art. 18(3)). */

/** Whose words it is written with. */
export const LIFTING_AREAS: readonly Area[] = ['letters', 'restrictions'];

/** What a letter is written of. */
export interface LiftingFacts {
  readonly announced: Pick<LiftingAnnounced, 'reason' | 'language'>;
  readonly restriction: Restriction;
  /** Day of the letter. */
  readonly on: Day;
  readonly catalogue: Catalogue;
  /** What is held of the person by which they are written to. */
  readonly person: Readonly<Record<string, unknown>>;
  readonly reference: Uuid;
  /** Of words; the newest, where left out. */
  readonly words?: Editions | undefined;
}

export function liftingLetter(facts: LiftingFacts): Letter {
  const { announced, restriction, on, catalogue, person, reference, words } = facts;
  const { language, reason } = announced;
  const say = wordsOf('restrictions', language, words);
  const body = say('lifting.body', {
    since: dayText(brusselsDay(new Date(restriction.since)), language),
    ground: say(`ground.${restriction.ground}`),
    reason: say(`lifting.${reason}`),
  });
  return {
    language,
    sender: catalogue.controller,
    to: addresseeLines(person, language),
    on,
    subject: say('lifting.subject'),
    reference,
    body: [paragraph(body), paragraph(say('lifting.before'))],
    ...(words && { words }),
  };
}
