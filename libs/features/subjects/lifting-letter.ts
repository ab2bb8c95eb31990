import { IsIn, IsString } from 'class-validator';
import type { Catalogue } from '#libs/catalogue';
import { brusselsDay, type Day, type Uuid } from '#libs/kernel';
import {
  addresseeLines,
  dayText,
  LANGUAGES,
  letterPage,
  letterText,
  paragraph,
  type Language,
  type Letter,
  type Texts,
} from '#libs/letters';
import type { LiftingAnnounced, ProcessingRestricted } from './events';
import type { Restriction } from './state';

/** The letter that says beforehand that a restriction is lifted (Art. 18(3)). */

const SUBJECT: Texts = {
  nl: 'Opheffing van de beperking van de verwerking van uw gegevens',
  fr: 'Levée de la limitation du traitement de vos données',
  en: 'End of the restriction of the processing of your data',
};

const GROUND: Readonly<Record<ProcessingRestricted['ground'], Texts>> = {
  'accuracy-contested': {
    nl: 'omdat u de juistheid ervan betwistte',
    fr: 'parce que vous en contestiez l’exactitude',
    en: 'because you contested its accuracy',
  },
  unlawful: {
    nl: 'omdat de verwerking onrechtmatig was',
    fr: 'parce que le traitement était illicite',
    en: 'because the processing was unlawful',
  },
  'needed-for-claims': {
    nl: 'omdat u ze nodig had voor een rechtsvordering',
    fr: 'parce que vous en aviez besoin pour un droit en justice',
    en: 'because you needed it for a legal claim',
  },
  'objection-pending': {
    nl: 'omdat over uw bezwaar nog niet beslist was',
    fr: 'parce que votre opposition n’était pas encore tranchée',
    en: 'because your objection was not decided upon yet',
  },
};

const REASON: Readonly<Record<LiftingAnnounced['reason'], Texts>> = {
  'accuracy-settled': {
    nl: 'de juistheid van de gegevens is nagegaan',
    fr: 'l’exactitude des données a été vérifiée',
    en: 'the accuracy of the data has been verified',
  },
  'subject-asked': {
    nl: 'u hebt daarom gevraagd',
    fr: 'vous l’avez demandé',
    en: 'you asked for it',
  },
  'claims-settled': {
    nl: 'de rechtsvordering is afgehandeld',
    fr: 'l’affaire en justice est réglée',
    en: 'the legal claim is settled',
  },
  'objection-settled': {
    nl: 'over uw bezwaar is beslist',
    fr: 'votre opposition a été tranchée',
    en: 'your objection has been decided upon',
  },
};

export class LiftingLetter {
  @IsIn(LANGUAGES)
  readonly language!: Language;

  @IsString()
  readonly text!: string;

  @IsString()
  readonly html!: string;
}

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
}

export function liftingLetter(facts: LiftingFacts): LiftingLetter {
  const letter = letterOf(facts);
  return { language: letter.language, text: letterText(letter), html: letterPage(letter) };
}

function letterOf({ announced, restriction, on, catalogue, person, reference }: LiftingFacts): Letter {
  const { language, reason } = announced;
  const since = dayText(brusselsDay(new Date(restriction.since)), language);
  const [ground, why] = [GROUND[restriction.ground][language], REASON[reason][language]];
  const words: Texts = {
    nl: `Sinds ${since} is de verwerking van uw gegevens beperkt, ${ground} (art. 18 AVG). Wij heffen die beperking op: ${why}. Daarna gebruiken wij uw gegevens weer voor de doelen waarvoor wij ze hebben.`,
    fr: `Depuis le ${since}, le traitement de vos données est limité, ${ground} (art. 18 RGPD). Nous levons cette limitation : ${why}. Ensuite, nous utilisons de nouveau vos données aux fins pour lesquelles nous les avons.`,
    en: `Since ${since} the processing of your data has been restricted, ${ground} (Art. 18 GDPR). We lift that restriction: ${why}. From then on we use your data again for the purposes that we have it for.`,
  };
  const before: Texts = {
    nl: 'Wij zijn verplicht u dat vooraf te zeggen (art. 18, lid 3 AVG). Bent u het er niet mee eens, laat het ons dan weten. U kunt ook een klacht indienen bij de Gegevensbeschermingsautoriteit.',
    fr: 'Nous sommes tenus de vous le dire au préalable (art. 18, paragraphe 3 RGPD). Si vous n’êtes pas d’accord, faites-le-nous savoir. Vous pouvez aussi introduire une réclamation auprès de l’Autorité de protection des données.',
    en: 'We have to tell you so beforehand (Art. 18(3) GDPR). If you do not agree, let us know. You can also lodge a complaint with the Belgian Data Protection Authority.',
  };
  return {
    language,
    sender: catalogue.controller,
    to: addresseeLines(person, language),
    on,
    subject: SUBJECT[language],
    reference,
    body: [paragraph(words[language]), paragraph(before[language])],
  };
}
