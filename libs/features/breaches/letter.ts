import { IsOptional } from 'class-validator';
import type { Day, Uuid } from '#libs/kernel';
import { addresseeLines, heading, paragraph, type Language, type Letter } from '#libs/letters';
import { wordsOf, type Area, type Editions } from '#libs/words';
import { LONGEST_IN_LETTER } from './codes';
import { IsWords } from './forms';

/** Whose words stand around what officers write. */
export const LETTER_AREAS: readonly Area[] = ['letters', 'breaches'];

/** What officers write in a language, in clear and plain language (Art. 34(2)). */
export class BreachLetterTexts {
  @IsWords(LONGEST_IN_LETTER)
  readonly nature!: string;

  @IsWords(LONGEST_IN_LETTER)
  readonly consequences!: string;

  @IsWords(LONGEST_IN_LETTER)
  readonly measures!: string;

  @IsOptional()
  @IsWords(LONGEST_IN_LETTER)
  readonly advice?: string;
}

export interface BreachLetterFacts {
  readonly texts: BreachLetterTexts;
  /** Who can say more (Art. 33(3)(b)). */
  readonly contact: string;
  readonly language: Language;
  /** Day of the letter. */
  readonly on: Day;
  readonly sender: Letter['sender'];
  readonly breach: Uuid;
  /** Values by which the person is written to. */
  readonly person: Readonly<Record<string, unknown>>;
  /** Of words; the newest, where left out. */
  readonly words?: Editions | undefined;
}

/** The letter to one person: what happened, what may follow, what is done about it, and who can say more (Art. 34(2)). */
export function breachLetter(facts: BreachLetterFacts): Letter {
  const { texts, contact, language, on, sender, breach, person, words } = facts;
  const { nature, consequences, measures, advice } = texts;
  const say = wordsOf('breaches', language, words);
  return {
    language,
    sender,
    to: addresseeLines(person, language),
    on,
    subject: say('letter.subject'),
    reference: breach,
    body: [
      paragraph(say('letter.opening')),
      heading(say('letter.nature')),
      paragraph(nature),
      heading(say('letter.consequences')),
      paragraph(consequences),
      heading(say('letter.measures')),
      paragraph(measures),
      ...(advice === undefined ? [] : [heading(say('letter.advice')), paragraph(advice)]),
      heading(say('letter.more')),
      paragraph(say('letter.contact', { contact })),
      paragraph(say('letter.complaint')),
    ],
    ...(words && { words }),
  };
}
