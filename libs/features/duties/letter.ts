import { fieldLabel, type Catalogue, type Field } from '#libs/catalogue';
import { list, paragraph, type Language, type Letter, type Texts } from '#libs/letters';
import type { TellingNotice } from './notice';

const SUBJECT: Readonly<Record<TellingNotice['notice'], Texts>> = {
  correction: {
    nl: 'Rectificatie van persoonsgegevens',
    fr: 'Rectification de données à caractère personnel',
    en: 'Rectification of personal data',
  },
  erasure: {
    nl: 'Wissing van persoonsgegevens',
    fr: 'Effacement de données à caractère personnel',
    en: 'Erasure of personal data',
  },
  restriction: {
    nl: 'Beperking van de verwerking van persoonsgegevens',
    fr: 'Limitation du traitement de données à caractère personnel',
    en: 'Restriction of the processing of personal data',
  },
};

const ASKED: Readonly<Record<TellingNotice['notice'], Texts>> = {
  correction: {
    nl: 'Gegevens die u van ons kreeg, zijn verbeterd (art. 16 AVG). Wij delen u dat mee omdat artikel 19 AVG ons daartoe verplicht, en vragen u ze bij u ook te verbeteren. Verbeterd zijn:',
    fr: "Des données que vous avez reçues de nous ont été rectifiées (art. 16 RGPD). Nous vous en informons comme l'article 19 RGPD nous y oblige, et vous demandons de les rectifier également. Ont été rectifiées :",
    en: 'Data that you received from us has been rectified (Art. 16 GDPR). We tell you so because Article 19 GDPR obliges us to, and ask you to rectify it too. Rectified are:',
  },
  erasure: {
    nl: 'Gegevens die u van ons kreeg, zijn bij ons gewist (art. 17 AVG). Wij delen u dat mee omdat artikel 19 AVG ons daartoe verplicht, en vragen u ze ook te wissen, tenzij u ze om een eigen reden moet bewaren. Gewist zijn:',
    fr: "Des données que vous avez reçues de nous ont été effacées chez nous (art. 17 RGPD). Nous vous en informons comme l'article 19 RGPD nous y oblige, et vous demandons de les effacer également, à moins que vous ne deviez les conserver pour une raison propre. Ont été effacées :",
    en: 'Data that you received from us has been erased here (Art. 17 GDPR). We tell you so because Article 19 GDPR obliges us to, and ask you to erase it too, unless you have to keep it for a reason of your own. Erased are:',
  },
  restriction: {
    nl: 'De verwerking van gegevens die u van ons kreeg, is bij ons beperkt (art. 18 AVG): ze worden bewaard, en niet gebruikt. Wij delen u dat mee omdat artikel 19 AVG ons daartoe verplicht. Het gaat om:',
    fr: "Le traitement de données que vous avez reçues de nous est limité chez nous (art. 18 RGPD) : elles sont conservées, et ne sont pas utilisées. Nous vous en informons comme l'article 19 RGPD nous y oblige. Il s'agit de :",
    en: 'The processing of data that you received from us is restricted here (Art. 18 GDPR): it is stored, and not used. We tell you so because Article 19 GDPR obliges us to. It is about:',
  },
};

const KNOWN: Texts = {
  nl: 'U kent de betrokkene door deze gegevens, zoals u ze het laatst kreeg:',
  fr: 'Vous connaissez la personne concernée par ces données, telles que vous les avez reçues en dernier lieu :',
  en: 'You know the data subject by this data, as you received it last:',
};
const DOMAIN: Texts = { nl: 'domeinnaam', fr: 'nom de domaine', en: 'domain name' };
const REFERENCE: Texts = { nl: 'referentie', fr: 'référence', en: 'reference' };

/** The notice as a letter to the recipient. It holds what the notice holds, and no more. */
export function letterToRecipient(
  notice: TellingNotice,
  about: {
    readonly catalogue: Catalogue;
    readonly to: string;
    readonly language: Language;
    readonly reference: string;
  },
): Letter {
  const { catalogue, to, language, reference } = about;
  const label = (field: string): string => fieldLabel(catalogue, field as Field, language);
  const lines = (values: Readonly<Record<string, unknown>>): string[] =>
    Object.entries(values).map(([field, value]) => `${label(field)}: ${textOf(value)}`);
  const { corrected, fields = [], person, domain, reference: theirs } = notice;
  return {
    language,
    sender: catalogue.controller,
    to: [notice.instance === undefined ? to : `${to} (${notice.instance})`],
    on: notice.on,
    subject: SUBJECT[notice.notice][language],
    reference,
    body: [
      paragraph(ASKED[notice.notice][language]),
      list(corrected ? lines(corrected) : fields.map(label)),
      paragraph(KNOWN[language]),
      list([
        ...lines(person),
        ...(domain === undefined ? [] : [`${DOMAIN[language]}: ${domain}`]),
        ...(theirs === undefined ? [] : [`${REFERENCE[language]}: ${theirs}`]),
      ]),
    ],
  };
}

/** An address is written on one line. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { street, number, box, postalCode, city, country } = value as Readonly<Record<string, string>>;
  const first = [street, number, box && `/ ${box}`].filter(Boolean).join(' ');
  return [first, [postalCode, city].filter(Boolean).join(' '), country].filter(Boolean).join(', ');
}
