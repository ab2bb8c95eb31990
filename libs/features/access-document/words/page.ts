import type { Texts } from '#libs/letters';

const t = (nl: string, fr: string, en: string): Texts => ({ nl, fr, en });

/** What the document says in its own words: titles, heads of columns, sentences. */
export const WORDS = {
  title: t('Uw persoonsgegevens', 'Vos données personnelles', 'Your personal data'),
  intro: t(
    'Dit is alles wat wij over u bewaren: wat het is, waarvoor en op welke grond wij het hebben, van wie het komt, hoe lang het blijft, wie het kreeg en wie ernaar keek.',
    'Voici tout ce que nous conservons à votre sujet : ce que c’est, pourquoi et sur quelle base nous l’avons, de qui cela vient, combien de temps nous le gardons, qui l’a reçu et qui l’a consulté.',
    'This is all that we hold on you: what it is, what for and on which ground we have it, who it came from, how long it stays, who received it and who looked at it.',
  ),
  name: t('Naam', 'Nom', 'Name'),
  as: t('Als', 'En tant que', 'As'),
  registered: t('Klant sinds', 'Client depuis', 'Customer since'),
  made: t('Opgemaakt op', 'Établi le', 'Made on'),
  policy: t('Privacybeleid', 'Politique de confidentialité', 'Privacy policy'),
  restricted: t(
    'De verwerking van uw gegevens is beperkt (art. 18 AVG): wij bewaren ze en gebruiken ze niet.',
    'Le traitement de vos données est limité (art. 18 RGPD) : nous les conservons et ne les utilisons pas.',
    'Processing of your data is restricted (Art. 18 GDPR): we keep it and do not use it.',
  ),
  objected: t(
    'Uw bezwaar (art. 21 AVG) geldt voor',
    'Votre opposition (art. 21 RGPD) porte sur',
    'Your objection (Art. 21 GDPR) stands against',
  ),
  erased: t(
    'Uw gegevens zijn gewist. Wat hieronder nog staat, moeten wij van de wet bewaren.',
    'Vos données sont effacées. Ce qui figure encore ci-dessous, la loi nous oblige à le conserver.',
    'Your data was erased. What still stands below the law obliges us to keep.',
  ),

  held: t(
    'Uw gegevens, en waarvoor wij ze bewaren',
    'Vos données, et pourquoi nous les conservons',
    'Your data, and what we keep it for',
  ),
  services: t(
    'Uw diensten, namen en keuzes',
    'Vos services, noms et choix',
    'Your services, names and choices',
  ),
  recipients: t('Wie gegevens van u kreeg', 'Qui a reçu vos données', 'Who received your data'),
  bodies: t(
    'Overheden die gegevens van u kregen',
    'Autorités qui ont reçu vos données',
    'Public authorities that received your data',
  ),
  uses: t(
    'Waarvoor wij u schreven of belden',
    'Pourquoi nous vous avons contacté',
    'What we contacted you about',
  ),
  looks: t('Wie naar uw gegevens keek', 'Qui a consulté vos données', 'Who looked at your data'),
  signIns: t('Uw aanmeldingen', 'Vos connexions', 'Your sign-ins'),
  requests: t('Uw verzoeken en vragen', 'Vos demandes et questions', 'Your requests and questions'),
  mediations: t(
    'Anderen die u wilden bereiken',
    'Ceux qui souhaitaient vous joindre',
    'Others who wanted to reach you',
  ),
  history: t('Wat er verder gebeurde', 'Ce qui s’est passé d’autre', 'What else happened'),
  left: t('Wat hier niet staat', 'Ce qui ne figure pas ici', 'What is not in here'),
  rights: t('Wat u kunt vragen', 'Ce que vous pouvez demander', 'What you can ask'),

  field: t('Gegeven', 'Donnée', 'Data'),
  value: t('Waarde', 'Valeur', 'Value'),
  source: t('Van wie', 'De qui', 'From whom'),
  since: t('Sinds', 'Depuis', 'Since'),
  when: t('Wanneer', 'Quand', 'When'),
  who: t('Wie', 'Qui', 'Who'),
  why: t('Waarvoor', 'Pourquoi', 'What for'),
  what: t('Wat', 'Quoi', 'What'),
  more: t('Toelichting', 'Précisions', 'Details'),
  law: t('Op grond van', 'En vertu de', 'On the ground of'),
  address: t('Van welk adres', 'De quelle adresse', 'From which address'),

  ground: t('Grond', 'Base', 'Ground'),
  kept: t('Wij bewaren dit', 'Conservation', 'We keep this'),
  until: t('tot en met', 'jusqu’au', 'until'),
  decided: t('een termijn die wij kozen', 'un délai que nous avons fixé', 'a period that we chose'),
  lawful: t('zo wil het de wet', 'la loi l’exige', 'as the law demands'),
  earlier: t('vroeger', 'auparavant', 'earlier'),
  gone: t('gewist', 'effacé', 'erased'),
  omitted: t('weggelaten', 'omis', 'left out'),
  version: t('versie', 'version', 'version'),
  from: t('vanaf', 'à partir du', 'from'),
  taken: t('overgenomen van', 'repris de', 'taken from'),
  renews: t('te verlengen op', 'à renouveler le', 'to be renewed on'),
  ends: t('eindigt op', 'se termine le', 'ends on'),
  ended: t('beëindigd op', 'terminé le', 'ended on'),
  failed: t('is niet aangekomen', 'n’est pas parvenu', 'did not arrive'),
  received: t('ontvangen op', 'reçu le', 'received on'),
  due: t('antwoord uiterlijk op', 'réponse au plus tard le', 'answer by'),
  keptUntil: t('te lezen tot en met', 'lisible jusqu’au', 'readable until'),
  times: t('keer', 'fois', 'times'),

  nothing: t('Niets.', 'Rien.', 'Nothing.'),
  nobody: t(
    'Wij gaven uw gegevens aan niemand door.',
    'Nous n’avons transmis vos données à personne.',
    'We passed your data on to nobody.',
  ),
  unseen: t(
    'Niemand keek naar uw gegevens.',
    'Personne n’a consulté vos données.',
    'Nobody looked at your data.',
  ),
  byFunction: t(
    'U ziet de functie van wie keek, niet de naam. Vragen of u meent dat iemand ten onrechte keek? Schrijf ons.',
    'Vous voyez la fonction de la personne, pas son nom. Une question, ou l’impression qu’une consultation était injustifiée ? Écrivez-nous.',
    'You see the function of who looked, not the name. If you have a question, or think that somebody looked who should not have, write to us.',
  ),
  leftValues: t(
    'Waar “weggelaten” staat, gaat het gegeven ook over iemand anders. Dat tonen wij niet, om de rechten van die persoon niet te schaden (art. 15, lid 4 AVG).',
    'La mention « omis » signale une donnée qui concerne aussi quelqu’un d’autre. Nous ne la montrons pas, pour ne pas porter atteinte aux droits de cette personne (art. 15, § 4 RGPD).',
    'Where it says “left out”, the data is about somebody else too. We do not show it, so as not to harm the rights of that person (Art. 15(4) GDPR).',
  ),
  leftMediations: t(
    'Van wie u wilde bereiken, herhalen wij naam, adres en bericht hier niet: die kreeg u toen van ons.',
    'Nous ne répétons pas ici le nom, l’adresse et le message de ceux qui souhaitaient vous joindre : vous les avez reçus à l’époque.',
    'We do not repeat name, address and message of those who wanted to reach you: you had them from us at the time.',
  ),
  leftMail: t(
    'E-mail aan onze contactadressen bewaren wij apart, alleen om die af te handelen, en koppelen wij niet aan klanten.',
    'Les e-mails adressés à nos adresses de contact sont conservés à part, uniquement pour les traiter, sans lien avec les clients.',
    'We keep mail to our contact addresses apart, only to deal with it, and link it to no customer.',
  ),
  profiling: t(
    'Over u wordt niets automatisch beslist, en er wordt geen profiel van u gemaakt (art. 22 AVG).',
    'Aucune décision automatisée n’est prise à votre sujet et aucun profil n’est établi (art. 22 RGPD).',
    'Nothing is decided about you automatically, and no profile of you is made (Art. 22 GDPR).',
  ),
  complain: t(
    'Bent u niet tevreden met hoe wij met uw gegevens omgaan? U kunt altijd klacht indienen bij de Gegevensbeschermingsautoriteit: Drukpersstraat 35, 1000 Brussel, contact@apd-gba.be, www.gegevensbeschermingsautoriteit.be.',
    'Vous n’êtes pas satisfait de la manière dont nous traitons vos données ? Vous pouvez toujours introduire une réclamation auprès de l’Autorité de protection des données : Rue de la Presse 35, 1000 Bruxelles, contact@apd-gba.be, www.autoriteprotectiondonnees.be.',
    'If you are not content with how we handle your data, you can always complain to the Belgian Data Protection Authority: Rue de la Presse / Drukpersstraat 35, 1000 Brussels, contact@apd-gba.be, www.dataprotectionauthority.be.',
  ),
  questions: t(
    'Vragen, verbeteringen en bezwaren',
    'Questions, corrections et oppositions',
    'Questions, corrections and objections',
  ),
} as const satisfies Readonly<Record<string, Texts>>;

/** What a person can ask, as the document lists it (Art. 15(1)(e)). */
export const RIGHTS: Readonly<Record<string, Texts>> = {
  rectification: t(
    'gegevens laten verbeteren of aanvullen',
    'faire rectifier ou compléter des données',
    'to have data corrected or completed',
  ),
  erasure: t('gegevens laten wissen', 'faire effacer des données', 'to have data erased'),
  restriction: t(
    'de verwerking laten beperken',
    'faire limiter le traitement',
    'to have processing restricted',
  ),
  portability: t(
    'gegevens die u gaf meenemen in een gangbaar formaat',
    'emporter les données que vous avez fournies, dans un format courant',
    'to take along the data that you gave, in a common format',
  ),
  objection: t('bezwaar maken', 'vous opposer au traitement', 'to object'),
};
