import { dayText, list, paragraph, type Block, type Language, type Texts } from '#libs/letters';
import type { Day } from '#libs/kernel';
import type {
  ExtensionReason,
  LetterName,
  ProofReason,
  RefusalReason,
  RequestChannel,
  RequestKind,
} from '../codes';
import { CHANNEL, DOUBT, EXTENSION, KIND, REFUSAL, REMEDIES } from './words';

/** What a letter says; what a template needs and is not there was never decided, and then the letter is not written. */
export interface LetterFacts {
  readonly kind: RequestKind;
  readonly channel: RequestChannel;
  readonly received: Day;
  readonly due?: Day;
  readonly contact: string;
  readonly doubt?: ProofReason;
  readonly extension?: ExtensionReason;
  readonly refusal?: RefusalReason;
  readonly partly: boolean;
  /** Free text of an officer. */
  readonly text?: string;
  /** Recipients who have to hear of it (Art. 19). */
  readonly told?: readonly string[];
  /** The disclosed data, written out. */
  readonly disclosed?: readonly Block[];
}

interface Template {
  readonly subject: (facts: LetterFacts, language: Language) => string;
  readonly body: (facts: LetterFacts, language: Language) => readonly Block[];
}

const about =
  (before: Texts): Template['subject'] =>
  ({ kind }, language) =>
    `${before[language]}: ${KIND[kind][language]}`;

/** Each paragraph in three languages; one that has nothing to say is left out. */
function paragraphs(...each: readonly ((facts: LetterFacts) => Texts | undefined)[]): Template['body'] {
  return (facts, language) =>
    each.flatMap(of => {
      const texts = of(facts);
      return texts ? [paragraph(texts[language])] : [];
    });
}

const same = (text: string): Texts => ({ nl: text, fr: text, en: text });
const days = (day: Day): Texts => ({
  nl: dayText(day, 'nl'),
  fr: dayText(day, 'fr'),
  en: dayText(day, 'en'),
});

const received = ({ kind, channel, received: day }: LetterFacts): Texts => ({
  nl: `Op ${days(day).nl} ontvingen wij ${CHANNEL[channel].nl} uw verzoek: ${KIND[kind].nl}.`,
  fr: `Le ${days(day).fr}, nous avons reçu ${CHANNEL[channel].fr} votre demande : ${KIND[kind].fr}.`,
  en: `On ${days(day).en} we received your request ${CHANNEL[channel].en}: ${KIND[kind].en}.`,
});
const until = ({ due }: LetterFacts): Texts | undefined =>
  due === undefined
    ? undefined
    : {
        nl: `U krijgt zo snel mogelijk antwoord, uiterlijk op ${days(due).nl}.`,
        fr: `Vous recevrez une réponse dans les meilleurs délais, au plus tard le ${days(due).fr}.`,
        en: `You will have an answer as soon as possible, at the latest on ${days(due).en}.`,
      };
const free = ({ text }: LetterFacts): Texts | undefined => (text === undefined ? undefined : same(text));
const remedies = (): Texts => REMEDIES;
const partRefused = ({ refusal, partly }: LetterFacts): Texts | undefined =>
  refusal !== undefined && partly
    ? {
        nl: `Voor een deel kunnen wij niet op uw verzoek ingaan. ${REFUSAL[refusal].nl} ${REMEDIES.nl}`,
        fr: `Pour une partie, nous ne pouvons donner suite à votre demande. ${REFUSAL[refusal].fr} ${REMEDIES.fr}`,
        en: `In part we cannot do what you ask. ${REFUSAL[refusal].en} ${REMEDIES.en}`,
      }
    : undefined;
const fixed = (nl: string, fr: string, en: string) => (): Texts => ({ nl, fr, en });
const done = (nl: string, fr: string, en: string): Template => ({
  subject: about({
    nl: 'Uw verzoek is uitgevoerd',
    fr: 'Votre demande est exécutée',
    en: 'Your request was carried out',
  }),
  body: paragraphs(received, fixed(nl, fr, en), free, partRefused),
});
const TOLD: Texts = {
  nl: 'Wie uw gegevens van ons kreeg, wordt hiervan ingelicht (art. 19 AVG). In uw klantentoepassing, of op vraag, ziet u wie wanneer werd ingelicht. Het gaat om:',
  fr: "Ceux qui ont reçu vos données de nous en sont informés (art. 19 RGPD). Dans votre application client, ou sur demande, vous voyez qui a été informé et quand. Il s'agit de :",
  en: 'Those who received your data from us are told of this (Art. 19 GDPR). In your customer application, or if you ask, you see who was told and when. They are:',
};
/** Carried out, and recipients are told, where there are any: what is not to be done is not promised. */
const doneAndTold = (nl: string, fr: string, en: string): Template => ({
  subject: done(nl, fr, en).subject,
  body: (facts, language) => {
    const { told = [] } = facts;
    return [
      ...paragraphs(received, fixed(nl, fr, en))(facts, language),
      ...(told.length > 0 ? [paragraph(TOLD[language]), list(told)] : []),
      ...paragraphs(free, partRefused)(facts, language),
    ];
  },
});
const disclosing = (nl: string, fr: string, en: string): Template => ({
  subject: about({
    nl: 'Antwoord op uw verzoek',
    fr: 'Réponse à votre demande',
    en: 'Answer to your request',
  }),
  body: (facts, language) => [
    ...paragraphs(received, fixed(nl, fr, en), free, partRefused)(facts, language),
    ...(facts.disclosed ?? []),
  ],
});

/** Every letter in Dutch, French and English. */
export const TEMPLATES: Readonly<Record<LetterName, Template>> = {
  confirmation: {
    subject: about({
      nl: 'Ontvangst van uw verzoek',
      fr: 'Réception de votre demande',
      en: 'Receipt of your request',
    }),
    body: paragraphs(received, until, free),
  },
  'confirmation-asked': {
    subject: about({ nl: 'Bevestig uw verzoek', fr: 'Confirmez votre demande', en: 'Confirm your request' }),
    body: paragraphs(
      received,
      ({ contact }) => ({
        nl: `Bevestig uw verzoek schriftelijk, per brief of per e-mail aan ${contact}. De termijn loopt intussen door.`,
        fr: `Confirmez votre demande par écrit, par lettre ou par e-mail à ${contact}. Le délai continue à courir.`,
        en: `Please confirm your request in writing, by letter or by e-mail to ${contact}. The time limit runs meanwhile.`,
      }),
      until,
      free,
    ),
  },
  'proof-asked': {
    subject: about({ nl: 'Wie bent u?', fr: 'Qui êtes-vous ?', en: 'Proof of identity' }),
    body: paragraphs(
      received,
      ({ doubt }) =>
        doubt && {
          nl: `Voor wij het uitvoeren vragen wij u aan te tonen wie u bent, omdat ${DOUBT[doubt].nl} (art. 12, lid 6 AVG).`,
          fr: `Avant de l'exécuter, nous vous demandons de prouver votre identité, parce que ${DOUBT[doubt].fr} (art. 12, § 6 RGPD).`,
          en: `Before we carry it out we ask you to show who you are, because ${DOUBT[doubt].en} (Art. 12(6) GDPR).`,
        },
      fixed(
        'Dat kan bijvoorbeeld met een kopie van uw identiteitskaart, waarop u al wat wij niet nodig hebben onleesbaar mag maken. ' +
          'Wij bewaren er geen kopie van, enkel dat, hoe en wanneer uw identiteit werd nagegaan.',
        "Vous pouvez le faire par exemple avec une copie de votre carte d'identité, sur laquelle vous pouvez masquer ce dont nous " +
          "n'avons pas besoin. Nous n'en gardons pas de copie, seulement que votre identité a été vérifiée, comment et quand.",
        'You can do so for example with a copy of your identity card, on which you may black out what we do not need. We keep ' +
          'no copy of it, only that your identity was checked, how and when.',
      ),
      free,
    ),
  },
  extension: {
    subject: about({
      nl: 'Wij hebben meer tijd nodig',
      fr: 'Nous avons besoin de plus de temps',
      en: 'We need more time',
    }),
    body: paragraphs(
      received,
      ({ extension }) =>
        extension && {
          nl: `Wij verlengen de termijn met twee maanden omdat ${EXTENSION[extension].nl} (art. 12, lid 3 AVG).`,
          fr: `Nous prolongeons le délai de deux mois parce que ${EXTENSION[extension].fr} (art. 12, § 3 RGPD).`,
          en: `We extend the time limit by two months because ${EXTENSION[extension].en} (Art. 12(3) GDPR).`,
        },
      free,
      until,
    ),
  },
  refusal: {
    subject: about({
      nl: 'Weigering van uw verzoek',
      fr: 'Refus de votre demande',
      en: 'Refusal of your request',
    }),
    body: paragraphs(
      received,
      ({ refusal, partly }) =>
        refusal && {
          nl: `${partly ? 'Voor een deel kunnen' : 'Wij kunnen'}${partly ? ' wij' : ''} er niet op ingaan. ${REFUSAL[refusal].nl}`,
          fr: `${partly ? 'Pour une partie, nous' : 'Nous'} ne pouvons y donner suite. ${REFUSAL[refusal].fr}`,
          en: `${partly ? 'In part we' : 'We'} cannot do what you ask. ${REFUSAL[refusal].en}`,
        },
      free,
      remedies,
    ),
  },
  'access-answer': disclosing(
    'Hieronder staat al wat wij over u bijhouden: waar het vandaan komt, waarvoor en op welke grond, hoe lang, wie het kreeg en wie ernaar keek.',
    "Voici tout ce que nous tenons à votre sujet : d'où cela vient, pour quelle finalité et sur quelle base, combien de temps, qui l'a reçu et qui l'a consulté.",
    'Below is all that we hold on you: where it comes from, what for and on which basis, how long, who received it and who looked at it.',
  ),
  'portability-answer': disclosing(
    'U krijgt de gegevens die u ons voor uw contract gaf in een gangbaar, machineleesbaar formaat (JSON), als bestand bij dit antwoord.',
    'Vous recevez les données que vous nous avez fournies pour votre contrat dans un format courant et lisible par machine (JSON), en fichier joint.',
    'You receive the data that you gave us for your contract in a common, machine-readable format (JSON), as a file with this answer.',
  ),
  'rectification-done': doneAndTold(
    'Wij hebben uw gegevens gecorrigeerd (art. 16 AVG).',
    'Nous avons rectifié vos données (art. 16 RGPD).',
    'We have corrected your data (Art. 16 GDPR).',
  ),
  'erasure-done': doneAndTold(
    'Wij hebben uw gegevens gewist, behalve wat de wet ons verplicht te bewaren: niets in onze dienst kan ze nog lezen. Wat er in onze bestanden en reservekopieën nog van staat, is versleuteld, en niet meer te openen zodra ook de hoofdsleutel daarvan in elke kopie vernietigd is; of dat gebeurd is, zeggen wij u op vraag (art. 17 AVG).',
    'Nous avons effacé vos données, sauf celles que la loi nous oblige à conserver : rien dans notre service ne peut plus les lire. Ce qui en reste dans nos fichiers et nos copies de sauvegarde est chiffré, et ne peut plus être ouvert dès que sa clé maîtresse est détruite elle aussi dans chaque copie ; sur demande, nous vous disons si c’est fait (art. 17 RGPD).',
    'We have erased your data, save what the law obliges us to keep: nothing in our service can read them any more. What is left of them in our files and backups is encrypted, and cannot be opened once its master key is destroyed in every copy too; ask us, and we tell you whether that is done (Art. 17 GDPR).',
  ),
  'restriction-done': doneAndTold(
    'Wij bewaren uw gegevens nog en gebruiken of delen ze niet meer. U hoort het van ons voor deze beperking wordt opgeheven (art. 18 AVG).',
    'Nous conservons encore vos données et ne les utilisons ni ne les partageons plus. Vous serez informé avant la levée de cette limitation (art. 18 RGPD).',
    'We still store your data and neither use nor share it. You will hear from us before this restriction is lifted (Art. 18 GDPR).',
  ),
  'objection-done': done(
    'Wij gaan in op uw bezwaar: de verwerking waartegen het gericht is, is stopgezet (art. 21 AVG).',
    'Nous donnons suite à votre opposition : le traitement visé est arrêté (art. 21 RGPD).',
    'We grant your objection: the processing that it is against has stopped (Art. 21 GDPR).',
  ),
  'question-answer': {
    subject: about({
      nl: 'Antwoord op uw vraag',
      fr: 'Réponse à votre question',
      en: 'Answer to your question',
    }),
    body: paragraphs(
      ({ received: day }) => ({
        nl: `Op ${days(day).nl} stelde u ons een vraag over ons privacybeleid.`,
        fr: `Le ${days(day).fr}, vous nous avez posé une question sur notre politique de confidentialité.`,
        en: `On ${days(day).en} you asked us a question about our privacy policy.`,
      }),
      free,
    ),
  },
  'nothing-held': {
    subject: about({
      nl: 'Antwoord op uw verzoek',
      fr: 'Réponse à votre demande',
      en: 'Answer to your request',
    }),
    body: paragraphs(
      received,
      fixed(
        'Met wat u ons meedeelde vinden wij geen gegevens over u, behalve die van dit verzoek.',
        'Avec ce que vous nous avez communiqué, nous ne trouvons pas de données à votre sujet, hormis celles de cette demande.',
        'With what you told us we find no data on you, except that of this request.',
      ),
      free,
      remedies,
    ),
  },
};
