import type { Language, Texts } from '#libs/letters';
import { KIND_WORDS } from './kinds';

type Words = Readonly<Record<string, Texts>>;
const t = (nl: string, fr: string, en: string): Texts => ({ nl, fr, en });

export const WORDS = {
  title: t('Overzicht van persoonsgegevens', 'Aperçu des données personnelles', 'Overview of personal data'),
  intro: t(
    'Alles wat over deze klant wordt bewaard: waarvoor, op welke grond, van wie het komt, hoe lang het blijft, wie het kreeg en wie ernaar keek.',
    'Tout ce qui est conservé sur ce client : pourquoi, sur quelle base, de qui cela vient, combien de temps, qui l’a reçu et qui l’a consulté.',
    'All that is held on this customer: what for, on which ground, who it came from, how long it stays, who received it and who looked at it.',
  ),
  customer: t('Klant', 'Client', 'Customer'),
  'natural-person': t('natuurlijke persoon', 'personne physique', 'natural person'),
  'legal-person': t('rechtspersoon', 'personne morale', 'legal person'),
  registered: t('Klant sinds', 'Client depuis', 'Customer since'),
  made: t('Opgemaakt op', 'Établi le', 'Made on'),
  policy: t('Privacybeleid', 'Politique de confidentialité', 'Privacy policy'),
  objected: t(
    'Er is bezwaar gemaakt tegen (art. 21 AVG):',
    'Une opposition porte sur (art. 21 RGPD) :',
    'Objections stand against (Art. 21 GDPR):',
  ),
  restricted: t(
    'De verwerking is beperkt (art. 18 AVG): deze gegevens worden bewaard en niet gebruikt.',
    'Le traitement est limité (art. 18 RGPD) : ces données sont conservées et ne sont pas utilisées.',
    'Processing is restricted (Art. 18 GDPR): these data are kept and not used.',
  ),
  held: t('Gegevens', 'Données', 'Data'),
  services: t('Diensten, namen en keuzes', 'Services, noms et choix', 'Services, names and choices'),
  recipients: t('Wie gegevens ontving', 'Qui a reçu des données', 'Who received data'),
  accesses: t('Wie keek, en aanmeldingen', 'Consultations et connexions', 'Who looked, and sign-ins'),
  timeline: t('Tijdlijn', 'Chronologie', 'Timeline'),
  from: t('vanaf', 'depuis le', 'from'),
  renews: t('te verlengen op', 'à renouveler le', 'to be renewed on'),
  ends: t('eindigt op', 'se termine le', 'ends on'),
  none: t('Niets.', 'Rien.', 'Nothing.'),
  field: t('Gegeven', 'Donnée', 'Data'),
  value: t('Waarde', 'Valeur', 'Value'),
  source: t('Bron', 'Source', 'Source'),
  since: t('Sinds', 'Depuis', 'Since'),
  when: t('Wanneer', 'Quand', 'When'),
  who: t('Wie', 'Qui', 'Who'),
  why: t('Waarvoor', 'Pourquoi', 'What for'),
  what: t('Wat', 'Quoi', 'What'),
  ground: t('Grond', 'Base', 'Ground'),
  kept: t('Bewaard', 'Conservation', 'Kept'),
  version: t('versie', 'version', 'version'),
  erased: t('gewist', 'effacé', 'erased'),
  failed: t('niet aangekomen', 'non parvenu', 'did not arrive'),
  nobody: t(
    'Gegevens werden met niemand gedeeld.',
    'Aucune donnée n’a été partagée.',
    'No data were shared with anyone.',
  ),
  latest: t(
    'Alleen de laatste {n} staan hier; vraag ons het overige.',
    'Seuls les {n} derniers figurent ici ; demandez-nous le reste.',
    'Only the latest {n} are here; ask us for the rest.',
  ),
  unseen: t('Niemand keek.', 'Personne n’a consulté.', 'Nobody looked.'),
  questions: t(
    'Vragen, verbeteringen en bezwaren',
    'Questions, corrections et objections',
    'Questions, corrections and objections',
  ),
  rights: t(
    'U kunt uw gegevens laten verbeteren of wissen, de verwerking laten beperken, bezwaar maken, uw gegevens meenemen, en klacht indienen bij de Gegevensbeschermingsautoriteit (www.gegevensbeschermingsautoriteit.be).',
    'Vous pouvez faire rectifier ou effacer vos données, faire limiter le traitement, vous y opposer, emporter vos données, et introduire une réclamation auprès de l’Autorité de protection des données (www.autoriteprotectiondonnees.be).',
    'You may have your data corrected or erased, have processing restricted, object, take your data along, and complain to the Belgian Data Protection Authority (www.dataprotectionauthority.be).',
  ),
  decided: t('beslissing van de verantwoordelijke', 'décision du responsable', "the controller's decision"),
  lawful: t('volgens de wet', 'selon la loi', 'as the law says'),
  until: t('tot en met', 'jusqu’au', 'until'),
} as const satisfies Words;

/** Codes of events, records and the catalogue, as people say them. */
const CODES: Words = {
  // Sources and channels
  subject: t('de klant zelf', 'le client lui-même', 'the customer'),
  'third-person': t('iemand anders', 'une autre personne', 'another person'),
  migration: t('vroeger systeem', 'système antérieur', 'earlier system'),
  application: t('klantentoepassing', 'application client', 'customer application'),
  email: t('e-mail', 'e-mail', 'e-mail'),
  letter: t('brief', 'lettre', 'letter'),
  telephone: t('telefoon', 'téléphone', 'telephone'),
  // Functions
  service: t('onze systemen', 'nos systèmes', 'our systems'),
  staff: t('medewerker', 'collaborateur', 'staff'),
  'privacy-officer': t('privacyverantwoordelijke', 'responsable vie privée', 'privacy officer'),
  auditor: t('auditor', 'auditeur', 'auditor'),
  customer: t('de klant', 'le client', 'the customer'),
  system: t('automatisch', 'automatique', 'automatic'),
  // Legal bases
  'A6-1-b': t('overeenkomst (art. 6.1.b)', 'contrat (art. 6.1.b)', 'contract (Art. 6(1)(b))'),
  'A6-1-c': t(
    'wettelijke plicht (art. 6.1.c)',
    'obligation légale (art. 6.1.c)',
    'legal duty (Art. 6(1)(c))',
  ),
  'A6-1-f': t(
    'gerechtvaardigd belang (art. 6.1.f)',
    'intérêt légitime (art. 6.1.f)',
    'legitimate interest (Art. 6(1)(f))',
  ),
  // What retention follows on
  'contract-end': t(
    'na het einde van de overeenkomst',
    'après la fin du contrat',
    'after the contract has ended',
  ),
  'service-end': t('na het einde van de dienst', 'après la fin du service', 'after the service has ended'),
  'period-end': t('na het einde van de periode', 'après la fin de la période', 'after the period has ended'),
  'matter-closed': t('na het afsluiten', 'après la clôture', 'after it is closed'),
  // Roles of recipients and links
  controller: t('verantwoordelijke', 'responsable', 'controller'),
  processor: t('verwerker', 'sous-traitant', 'processor'),
  holder: t('houder', 'titulaire', 'holder'),
  payer: t('betaler', 'payeur', 'payer'),
  login: t('gebruikersnaam', 'identifiant', 'login name'),
  identity: t('aanmelding', 'connexion', 'sign-in'),
  domain: t('domeinnaam', 'nom de domaine', 'domain name'),
  hosting: t('hosting', 'hébergement', 'hosting'),
  dns: t('DNS', 'DNS', 'DNS'),
  'direct-debit': t('domiciliëring', 'domiciliation', 'direct debit'),
  'online-payment': t('onlinebetaling', 'paiement en ligne', 'online payment'),
  'bank-transfer': t('overschrijving', 'virement', 'bank transfer'),
  payment: t('betaalwijze', 'mode de paiement', 'way of paying'),
  document: t('aanvaard', 'accepté', 'accepted'),
  unlisted: t('een derde', 'un tiers', 'a third party'),
  // Views
  request: t('verzoek', 'demande', 'request'),
  record: t('gegevens', 'données', 'record'),
  register: t('register', 'registre', 'register'),
  'register-entry': t('register', 'registre', 'register'),
  accesses: t('wie keek', 'consultations', 'who looked'),
  overview: t('overzicht', 'aperçu', 'overview'),
  report: t('overzicht', 'aperçu', 'overview'),
  export: t('uitvoer', 'exportation', 'export'),
  recipients: t('ontvangers', 'destinataires', 'recipients'),
};

function textsOf(code: string): Texts | undefined {
  const bare = code.slice(code.indexOf(':') + 1);
  return CODES[bare] ?? (KIND_WORDS as Words)[bare];
}

/** Whether somebody gave a code a name. */
export function isNamed(code: string, language: Language): boolean {
  return Boolean(textsOf(code)?.[language]);
}

/** What a code is called; the code itself, without its prefix, where nobody gave it a name. */
export function said(code: string, language: Language): string {
  return textsOf(code)?.[language] ?? code.slice(code.indexOf(':') + 1).replaceAll('-', ' ');
}

const UNITS: Readonly<Record<string, Readonly<Record<Language, readonly [one: string, more: string]>>>> = {
  Y: { nl: ['jaar', 'jaar'], fr: ['an', 'ans'], en: ['year', 'years'] },
  M: { nl: ['maand', 'maanden'], fr: ['mois', 'mois'], en: ['month', 'months'] },
  W: { nl: ['week', 'weken'], fr: ['semaine', 'semaines'], en: ['week', 'weeks'] },
  D: { nl: ['dag', 'dagen'], fr: ['jour', 'jours'], en: ['day', 'days'] },
};

/** "3 maanden" of `P3M`. */
export function durationSaid(duration: string, language: Language): string {
  const parts = [...duration.matchAll(/(\d+)([YMWD])/g)].map(([, count, unit]) => {
    const [one, more] = UNITS[unit!]![language];
    return `${count} ${count === '1' ? one : more}`;
  });
  return parts.length > 0 ? parts.join(' ') : duration;
}
