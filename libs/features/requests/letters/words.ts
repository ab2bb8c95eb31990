import type { Texts } from '#libs/letters';
import type { ExtensionReason, ProofReason, RefusalReason, RequestChannel, RequestKind } from '../codes';

/** What stands behind the codes, in words that a person is written to with. */
export const KIND: Readonly<Record<RequestKind, Texts>> = {
  access: { nl: 'inzage in uw gegevens', fr: 'accès à vos données', en: 'access to your data' },
  rectification: {
    nl: 'correctie van uw gegevens',
    fr: 'rectification de vos données',
    en: 'rectification of your data',
  },
  erasure: { nl: 'wissing van uw gegevens', fr: 'effacement de vos données', en: 'erasure of your data' },
  restriction: {
    nl: 'beperking van de verwerking van uw gegevens',
    fr: 'limitation du traitement de vos données',
    en: 'restriction of the processing of your data',
  },
  portability: {
    nl: 'overdracht van uw gegevens',
    fr: 'portabilité de vos données',
    en: 'portability of your data',
  },
  objection: {
    nl: 'bezwaar tegen de verwerking van uw gegevens',
    fr: 'opposition au traitement de vos données',
    en: 'objection to the processing of your data',
  },
  question: {
    nl: 'vraag over ons privacybeleid',
    fr: 'question sur notre politique de confidentialité',
    en: 'question about our privacy policy',
  },
};

export const CHANNEL: Readonly<Record<RequestChannel, Texts>> = {
  application: {
    nl: 'via de klantentoepassing',
    fr: "via l'application client",
    en: 'through the customer application',
  },
  email: { nl: 'per e-mail', fr: 'par e-mail', en: 'by e-mail' },
  letter: { nl: 'per brief', fr: 'par lettre', en: 'by letter' },
  telephone: { nl: 'per telefoon', fr: 'par téléphone', en: 'by telephone' },
};

/** Each completes "because …". */
export const DOUBT: Readonly<Record<ProofReason, Texts>> = {
  'sender-unknown': {
    nl: 'uw verzoek komt van een adres dat wij niet kennen',
    fr: "votre demande vient d'une adresse que nous ne connaissons pas",
    en: 'your request comes from an address that we do not know',
  },
  'signature-differs': {
    nl: 'de handtekening verschilt van die welke wij kennen',
    fr: 'la signature diffère de celle que nous connaissons',
    en: 'the signature differs from the one that we know',
  },
  'details-differ': {
    nl: 'wat u opgeeft stemt niet overeen met wat wij bijhouden',
    fr: 'ce que vous indiquez ne correspond pas à ce que nous tenons',
    en: 'what you state does not agree with what we hold',
  },
  'by-telephone': {
    nl: 'wij aan de telefoon niet kunnen nagaan wie belt',
    fr: 'nous ne pouvons pas vérifier au téléphone qui appelle',
    en: 'we cannot tell on the telephone who is calling',
  },
  'on-behalf-of-another': {
    nl: 'u het verzoek voor iemand anders doet',
    fr: "vous faites la demande pour quelqu'un d'autre",
    en: 'you make the request on behalf of somebody else',
  },
  'former-customer': {
    nl: 'u geen klant meer bent en zich dus niet kunt aanmelden',
    fr: "vous n'êtes plus client et ne pouvez donc pas vous connecter",
    en: 'you are no longer a customer and so cannot sign in',
  },
};

export const EXTENSION: Readonly<Record<ExtensionReason, Texts>> = {
  complexity: { nl: 'het verzoek complex is', fr: 'la demande est complexe', en: 'the request is complex' },
  'number-of-requests': {
    nl: 'wij veel verzoeken van u ontvingen',
    fr: 'nous avons reçu de vous de nombreuses demandes',
    en: 'we received many requests from you',
  },
};

export const REFUSAL: Readonly<Record<RefusalReason, Texts>> = {
  'identity-not-shown': {
    nl: 'Wij konden niet vaststellen dat u de betrokkene bent (art. 12, lid 2 en 6 AVG).',
    fr: "Nous n'avons pas pu établir que vous êtes la personne concernée (art. 12, §§ 2 et 6 RGPD).",
    en: 'We could not establish that you are the person concerned (Art. 12(2) and (6) GDPR).',
  },
  'manifestly-unfounded': {
    nl: 'Het verzoek is kennelijk ongegrond (art. 12, lid 5 AVG).',
    fr: 'La demande est manifestement infondée (art. 12, § 5 RGPD).',
    en: 'The request is manifestly unfounded (Art. 12(5) GDPR).',
  },
  'manifestly-excessive': {
    nl: 'Het verzoek is buitensporig (art. 12, lid 5 AVG).',
    fr: 'La demande est excessive (art. 12, § 5 RGPD).',
    en: 'The request is excessive (Art. 12(5) GDPR).',
  },
  'rights-of-others': {
    nl: 'Het antwoord zou afbreuk doen aan de rechten van anderen (art. 15, lid 4 en art. 20, lid 4 AVG).',
    fr: "La réponse porterait atteinte aux droits d'autrui (art. 15, § 4 et art. 20, § 4 RGPD).",
    en: 'The answer would adversely affect the rights of others (Art. 15(4) and 20(4) GDPR).',
  },
  'data-correct': {
    nl: 'De gegevens die wij bijhouden zijn juist (art. 16 AVG).',
    fr: 'Les données que nous tenons sont exactes (art. 16 RGPD).',
    en: 'The data that we hold is accurate (Art. 16 GDPR).',
  },
  'legal-duty': {
    nl: 'De wet verplicht ons de gegevens te bewaren (art. 17, lid 3, b) AVG).',
    fr: 'La loi nous oblige à conserver les données (art. 17, § 3, b) RGPD).',
    en: 'The law obliges us to keep the data (Art. 17(3)(b) GDPR).',
  },
  'legal-claims': {
    nl: 'De gegevens zijn nodig voor een rechtsvordering (art. 17, lid 3, e) en art. 21, lid 1 AVG).',
    fr: "Les données sont nécessaires à l'exercice de droits en justice (art. 17, § 3, e) et art. 21, § 1 RGPD).",
    en: 'The data is needed for legal claims (Art. 17(3)(e) and 21(1) GDPR).',
  },
  'conditions-not-met': {
    nl: 'De voorwaarden waaronder dit recht bestaat zijn niet vervuld.',
    fr: "Les conditions d'exercice de ce droit ne sont pas remplies.",
    en: 'The conditions under which this right exists are not met.',
  },
  'compelling-grounds': {
    nl: 'Wij hebben dwingende gerechtvaardigde gronden die zwaarder wegen (art. 21, lid 1 AVG).',
    fr: 'Nous avons des motifs légitimes et impérieux qui prévalent (art. 21, § 1 RGPD).',
    en: 'We have compelling legitimate grounds that override yours (Art. 21(1) GDPR).',
  },
};

/** Art. 12(4): where to complain, and that a court can be gone to. */
export const REMEDIES: Texts = {
  nl:
    'U kunt klacht indienen bij de Gegevensbeschermingsautoriteit (Drukpersstraat 35, 1000 Brussel, contact@apd-gba.be) ' +
    'en beroep instellen bij de rechtbank van eerste aanleg (art. 77 en 79 AVG).',
  fr:
    "Vous pouvez introduire une réclamation auprès de l'Autorité de protection des données (Rue de la Presse 35, 1000 " +
    'Bruxelles, contact@apd-gba.be) et un recours devant le tribunal de première instance (art. 77 et 79 RGPD).',
  en:
    'You may lodge a complaint with the Belgian Data Protection Authority (Rue de la Presse / Drukpersstraat 35, 1000 ' +
    'Brussels, contact@apd-gba.be) and seek a remedy before the court of first instance (Art. 77 and 79 GDPR).',
};
