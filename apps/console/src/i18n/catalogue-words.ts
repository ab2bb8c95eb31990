import type { Texts } from '#libs/letters';
import type { Schemas } from '../api/client';

const w = (nl: string, fr: string, en: string): Texts => ({ nl, fr, en });

/** What is otherwise in a version; what stands in braces is filled in. A code without words does not compile. */
export const CHANGE_WORDS: Readonly<Record<Schemas['CatalogueChange']['code'], Texts>> = {
  'purpose-added': w('nieuw doel', 'nouvelle finalité', 'new purpose'),
  'purpose-removed': w('doel vervalt', 'la finalité disparaît', 'purpose ends'),
  'basis-changed': w('andere rechtsgrond', 'autre base juridique', 'another legal basis'),
  'field-required': w('heeft {field} nodig', 'a besoin de {field}', 'needs {field}'),
  'field-not-required': w(
    'heeft {field} niet meer nodig',
    'n’a plus besoin de {field}',
    'no longer needs {field}',
  ),
  'field-optional': w('mag {field} bevatten', 'peut contenir {field}', 'may hold {field}'),
  'field-not-optional': w(
    'mag {field} niet meer bevatten',
    'ne peut plus contenir {field}',
    'may no longer hold {field}',
  ),
  'opening-changed': w(
    'staat open in een ander geval: {part}',
    'ouverte dans un autre cas : {part}',
    'open in another case: {part}',
  ),
  'retention-longer': w('wordt langer bewaard', 'conservée plus longtemps', 'kept longer'),
  'retention-shorter': w('wordt korter bewaard', 'conservée moins longtemps', 'kept less long'),
  'retention-changed': w(
    'bewaartermijn anders: {part}',
    'autre conservation : {part}',
    'other retention: {part}',
  ),
  'sharing-added': w('wordt gedeeld met {recipient}', 'partagée avec {recipient}', 'shared with {recipient}'),
  'sharing-removed': w(
    'wordt niet meer gedeeld met {recipient}',
    'n’est plus partagée avec {recipient}',
    'no longer shared with {recipient}',
  ),
  'shared-field-added': w(
    '{recipient} krijgt ook {field}',
    '{recipient} reçoit aussi {field}',
    '{recipient} also receives {field}',
  ),
  'shared-field-removed': w(
    '{recipient} krijgt {field} niet meer',
    '{recipient} ne reçoit plus {field}',
    '{recipient} no longer receives {field}',
  ),
  'sharing-changed': w(
    'andere regels voor {recipient}: {part}',
    'autres règles pour {recipient} : {part}',
    'other rules for {recipient}: {part}',
  ),
  'purpose-renumbered': w('nieuw nummer', 'nouveau numéro', 'new number'),
  'purpose-changed': w('andere regel: {part}', 'autre règle : {part}', 'another rule: {part}'),
  'recipient-added': w('nieuwe ontvanger', 'nouveau destinataire', 'new recipient'),
  'recipient-removed': w('ontvanger vervalt', 'le destinataire disparaît', 'recipient is gone'),
  'recipient-role-changed': w('andere rol', 'autre rôle', 'another role'),
  'recipient-country-changed': w('ander land', 'autre pays', 'another country'),
  'transfer-ground-changed': w(
    'andere grond voor doorgifte buiten de EER',
    'autre base de transfert hors EEE',
    'another ground of transfer outside the EEA',
  ),
  'instance-added': w('{name} komt erbij', '{name} s’ajoute', '{name} is added'),
  'instance-removed': w('{name} valt weg', '{name} disparaît', '{name} is gone'),
  'recipient-changed': w('iets anders: {part}', 'autre chose : {part}', 'something else: {part}'),
  'extension-added': w(
    'extensie en eerste dag: {name}',
    'extension et premier jour : {name}',
    'extension and first day: {name}',
  ),
  'extension-removed': w(
    'extensie vervalt: {name}',
    'l’extension disparaît : {name}',
    'extension is gone: {name}',
  ),
  'extension-changed': w('extensie {name}: {part}', 'extension {name} : {part}', 'extension {name}: {part}'),
  'document-added': w('nieuwe voorwaarden: {name}', 'nouvelles conditions : {name}', 'new terms: {name}'),
  'document-removed': w(
    'voorwaarden vervallen: {name}',
    'les conditions disparaissent : {name}',
    'terms are gone: {name}',
  ),
  'document-changed': w('voorwaarden {name}: {part}', 'conditions {name} : {part}', 'terms {name}: {part}'),
  'client-added': w('systeem {name} mag handelen', 'le système {name} peut agir', 'client {name} may act'),
  'client-removed': w(
    'systeem {name} mag niets meer',
    'le système {name} ne peut plus rien',
    'client {name} may no longer act',
  ),
  'client-changed': w('systeem {name}: {part}', 'système {name} : {part}', 'client {name}: {part}'),
  'look-added': w('{name} mag hiervoor kijken', '{name} peut consulter pour cela', '{name} may look for it'),
  'look-removed': w(
    '{name} mag hiervoor niet meer kijken',
    '{name} ne peut plus consulter pour cela',
    '{name} may no longer look for it',
  ),
  'look-changed': w('wat {name} ziet: {field}', 'ce que voit {name} : {field}', 'what {name} sees: {field}'),
  'limits-changed': w(
    'beperkt tot wat het beleid noemt: {part}',
    'limité à ce que la politique nomme : {part}',
    'limited to what the policy names: {part}',
  ),
  'wording-changed': w('andere woorden: {part}', 'autres mots : {part}', 'other words: {part}'),
  'other-changed': w('anders: {part}', 'autre : {part}', 'other: {part}'),
};

/** What a version would do to what is held now; how many subjects stands beside it. */
export const EFFECT_WORDS: Readonly<Record<Schemas['CatalogueEffect']['code'], Texts>> = {
  'held-under-earlier-rules': w(
    'Gegevens voor {purpose} behouden grondslag en bewaartermijn van toen ze verzameld werden.',
    'Les données pour {purpose} gardent la base et la durée du moment où elles ont été recueillies.',
    'Data for {purpose} keep the basis and the retention that they were collected under.',
  ),
  'field-wanting': w(
    '{field} is er niet en wordt nodig voor {purpose}: eerst verzamelen.',
    '{field} manque et devient nécessaire pour {purpose} : à recueillir d’abord.',
    '{field} is not there and will be needed for {purpose}: collect it first.',
  ),
  'purpose-closes': w(
    '{purpose} gaat dicht: er wordt niets meer voor verzameld, gedeeld of bekeken.',
    '{purpose} se ferme : plus rien n’est recueilli, partagé ou consulté pour cela.',
    '{purpose} closes: nothing is collected, shared or looked at for it any more.',
  ),
  'received-before': w(
    '{recipient} kreeg hun gegevens en hoort nog van verbetering en wissing (art. 19).',
    '{recipient} a reçu leurs données et est encore informé des rectifications et effacements (art. 19).',
    '{recipient} received their data and is still told of corrections and erasures (Art. 19).',
  ),
};

/** Why a draft cannot be published; what it is about stands beside it. */
export const FAULT_WORDS: Readonly<Record<Schemas['CatalogueFault']['code'], Texts>> = {
  'version-published': w(
    'Deze versienaam bestaat al.',
    'Ce nom de version existe déjà.',
    'This version name exists.',
  ),
  'begins-too-early': w(
    'De eerste dag is te vroeg; ernaast staat vanaf wanneer het kan.',
    'Le premier jour est trop tôt ; à côté, dès quand c’est possible.',
    'The first day is too early; beside it stands from when it can be.',
  ),
  'purpose-number-taken': w(
    'Het doel verandert: geef het zijn volgende nummer.',
    'La finalité change : donnez-lui son numéro suivant.',
    'The purpose changes: give it its next number.',
  ),
  'duplicate-id': w('Dit staat er twee keer.', 'Ceci figure deux fois.', 'This is there twice.'),
  'label-missing': w('Een naam ontbreekt.', 'Un nom manque.', 'A name is missing.'),
  'not-a-day': w(
    'Dit is geen dag van de kalender.',
    'Ce n’est pas un jour du calendrier.',
    'This is no day of the calendar.',
  ),
  'unknown-term': w(
    'Deze term kent het woordenboek (DPV) niet.',
    'Ce terme n’est pas dans le vocabulaire (DPV).',
    'The vocabulary (DPV) does not have this term.',
  ),
  'unknown-recipient': w(
    'Deze ontvanger is er niet.',
    'Ce destinataire n’existe pas.',
    'There is no such recipient.',
  ),
  'unknown-field': w('Dit gegeven is er niet.', 'Cette donnée n’existe pas.', 'There is no such field.'),
  'unknown-service': w('Deze dienst is er niet.', 'Ce service n’existe pas.', 'There is no such service.'),
  'unknown-extension': w(
    'Deze extensie is er niet.',
    'Cette extension n’existe pas.',
    'There is no such extension.',
  ),
  'unknown-purpose': w('Dit doel is er niet.', 'Cette finalité n’existe pas.', 'There is no such purpose.'),
  'recipient-unused': w(
    'Deze ontvanger krijgt niets.',
    'Ce destinataire ne reçoit rien.',
    'This recipient gets nothing.',
  ),
  'service-unused': w(
    'Geen doel dient deze dienst.',
    'Aucune finalité ne sert ce service.',
    'No purpose serves this service.',
  ),
  'basis-without-reason': w(
    'De rechtsgrond heeft geen reden.',
    'La base juridique est sans raison.',
    'The legal basis has no reason.',
  ),
  'retention-without-source': w(
    'De bewaartermijn zegt niet waarop hij steunt.',
    'La durée ne dit pas sur quoi elle repose.',
    'The retention does not say what it rests on.',
  ),
  'duration-not-iso8601': w(
    'Dit is geen duur, zoals P1Y of P3M.',
    'Ce n’est pas une durée, comme P1Y ou P3M.',
    'This is no duration, such as P1Y or P3M.',
  ),
  'duration-too-long': w('De duur is te lang.', 'La durée est trop longue.', 'The duration is too long.'),
  'retention-without-period': w(
    'Waarop de termijn volgt past niet bij de periode.',
    'Ce que suit la durée ne convient pas à la période.',
    'What the retention follows on does not fit the period.',
  ),
  'field-listed-twice': w(
    'Het gegeven staat er twee keer.',
    'La donnée figure deux fois.',
    'The field is there twice.',
  ),
  'purpose-without-fields': w(
    'Het doel heeft geen gegevens.',
    'La finalité n’a pas de données.',
    'The purpose has no fields.',
  ),
  'natural-person-only-not-required': w(
    'Dit gegeven is niet nodig, dus ook niet voor natuurlijke personen alleen.',
    'Cette donnée n’est pas nécessaire, donc pas pour les seules personnes physiques.',
    'The field is not needed, so not of natural persons alone.',
  ),
  'opening-empty': w(
    'Het doel staat nooit open.',
    'La finalité n’est jamais ouverte.',
    'The purpose is never open.',
  ),
  'extension-without-service': w(
    'Een extensie hoort bij een domeindienst.',
    'Une extension va avec un service de domaine.',
    'An extension goes with a domain service.',
  ),
  'duty-without-legal-basis': w(
    'Een wettelijke plicht steunt op art. 6.1.c.',
    'Une obligation légale repose sur l’art. 6.1.c.',
    'A legal duty rests on Art. 6(1)(c).',
  ),
  'matter-without-period': w(
    'Wat bij een dossier hoort, heeft die periode, en niets anders.',
    'Ce qui relève d’un dossier a cette période, et rien d’autre.',
    'What belongs to a matter has that period, and nothing else does.',
  ),
  'sign-in-address-misused': w(
    'Het IP-adres dient alleen tegen fraude, per maand (P06).',
    'L’adresse IP sert seulement contre la fraude, par mois (P06).',
    'The IP address is against fraud alone, by month (P06).',
  ),
  'look-only-collects': w(
    'Voor een doel om te kijken wordt niets verzameld of gedeeld.',
    'Pour une finalité de consultation rien n’est recueilli ni partagé.',
    'For a purpose of looking nothing is collected or shared.',
  ),
  'no-look-purpose': w(
    'Voor geen enkel doel mag gekeken worden.',
    'Aucune finalité ne permet de consulter.',
    'No purpose allows looking.',
  ),
  'shared-field-not-in-purpose': w(
    'Het gedeelde gegeven hoort niet bij het doel.',
    'La donnée partagée n’est pas de la finalité.',
    'The shared field is not of the purpose.',
  ),
  'shared-field-not-required': w(
    'Het gedeelde gegeven is voor het doel niet nodig.',
    'La donnée partagée n’est pas nécessaire à la finalité.',
    'The shared field is not needed for the purpose.',
  ),
  'sharing-empty': w('Er wordt niets gedeeld.', 'Rien n’est partagé.', 'Nothing is shared.'),
  'condition-missing': w('Een voorwaarde ontbreekt.', 'Une condition manque.', 'A condition is missing.'),
  'condition-without-extension': w(
    'Deze voorwaarde gaat over een extensie, en er is er geen.',
    'Cette condition porte sur une extension, et il n’y en a pas.',
    'This condition is about an extension, and there is none.',
  ),
  'condition-without-payment': w(
    'Deze voorwaarde gaat over een betaalwijze, en er is er geen.',
    'Cette condition porte sur un paiement, et il n’y en a pas.',
    'This condition is about a way to pay, and there is none.',
  ),
  'condition-untold': w(
    'De voorwaarde wordt niet uitgelegd.',
    'La condition n’est pas expliquée.',
    'The condition is not explained.',
  ),
  'reference-form-broken': w(
    'Het voorbeeld past niet bij het patroon.',
    'L’exemple ne suit pas le modèle.',
    'The example does not fit the pattern.',
  ),
  'reference-form-costly': w(
    'Het patroon is te ingewikkeld: herhaal geen groep, en herhaal hoogstens drie keer iets.',
    'Le modèle est trop complexe : ne répétez aucun groupe, et au plus trois éléments.',
    'The pattern is too involved: repeat no group, and at most three things.',
  ),
  'transit-names-a-field': w(
    'Wat doorgaat heeft de naam van een gegeven.',
    'Ce qui transite porte le nom d’une donnée.',
    'What passes through has the name of a field.',
  ),
  'transit-required-twice': w(
    'Wat doorgaat is twee keer verplicht.',
    'Ce qui transite est requis deux fois.',
    'What passes through is required twice.',
  ),
  'format-lacks': w(
    'Het formaat heeft nog iets nodig.',
    'Le format a besoin d’autre chose.',
    'The format needs something more.',
  ),
  'format-cannot-carry': w(
    'Het formaat kan dit niet overbrengen.',
    'Le format ne peut pas porter ceci.',
    'The format cannot carry this.',
  ),
  'case-without-account': w(
    'Dit geval vraagt een rekening.',
    'Ce cas demande un compte.',
    'This case needs an account.',
  ),
  'recipient-without-reason': w(
    'De rol van de ontvanger heeft geen reden.',
    'Le rôle du destinataire est sans raison.',
    'The role of the recipient has no reason.',
  ),
  'transfer-without-ground': w(
    'Buiten de EER is een grond nodig (art. 44–49).',
    'Hors EEE il faut une base (art. 44–49).',
    'Outside the EEA a ground is needed (Art. 44–49).',
  ),
  'transfer-ground-inside-eea': w(
    'Binnen de EER is er geen doorgifte.',
    'Dans l’EEE il n’y a pas de transfert.',
    'Inside the EEA there is no transfer.',
  ),
  'transfer-without-source': w(
    'De grond zegt niet waarop hij steunt.',
    'La base ne dit pas sur quoi elle repose.',
    'The ground does not say what it rests on.',
  ),
  'client-erases-beyond': w(
    'Het systeem wist meer dan waarvoor het handelt.',
    'Le système efface plus que ce pour quoi il agit.',
    'The client erases more than it acts for.',
  ),
  'look-not-allowed': w(
    'Voor dit doel mag niet gekeken worden.',
    'Cette finalité ne permet pas de consulter.',
    'This purpose does not allow looking.',
  ),
  'extension-without-purpose': w(
    'Geen doel dient deze extensie.',
    'Aucune finalité ne sert cette extension.',
    'No purpose serves this extension.',
  ),
  'extension-dates-reversed': w(
    'De laatste dag komt voor de eerste.',
    'Le dernier jour précède le premier.',
    'The last day is before the first.',
  ),
  'extension-overlap': w(
    'Twee ontvangers op dezelfde dag.',
    'Deux destinataires le même jour.',
    'Two recipients on the same day.',
  ),
  'extension-gap': w(
    'Niemand bedient de extensie op een dag ertussen.',
    'Personne ne sert l’extension un jour entre les deux.',
    'Nobody serves the extension on a day between.',
  ),
  'terms-without-document': w(
    'De voorwaarden zijn er niet op die dag.',
    'Les conditions n’existent pas ce jour-là.',
    'The terms are not there on that day.',
  ),
  'policy-without-document': w(
    'Het beleid zelf staat niet bij de documenten.',
    'La politique elle-même n’est pas parmi les documents.',
    'The policy itself is not among the documents.',
  ),
};

/** What the views of drafts say of their own. */
export const DRAFT_WORDS = {
  drafts: w('Ontwerpen', 'Projets', 'Drafts'),
  none: w('Er is geen ontwerp.', 'Il n’y a pas de projet.', 'There is no draft.'),
  draft: w('Ontwerp {version}', 'Projet {version}', 'Draft {version}'),
  begin: w('Ontwerp beginnen', 'Commencer un projet', 'Begin a draft'),
  beginWhat: w(
    'Het begint als de laatste versie, {last}. Een ontwerp verandert niets; een tweede verantwoordelijke maakt het bekend.',
    'Il commence comme la dernière version, {last}. Un projet ne change rien ; un second responsable le publie.',
    'It begins as the last version, {last}. A draft changes nothing; a second officer publishes it.',
  ),
  name: w('Naam van de versie', 'Nom de la version', 'Name of the version'),
  nameHelp: w(
    'Zoals 2027-01-01, of 2027-01-01.2',
    'Comme 2027-01-01, ou 2027-01-01.2',
    'Such as 2027-01-01, or 2027-01-01.2',
  ),
  firstDay: w('Eerste dag', 'Premier jour', 'First day'),
  basedOn: w('na versie {version}', 'après la version {version}', 'after version {version}'),
  own: w('uw tekst', 'votre texte', 'your text'),
  others: w('tekst van een ander', 'texte d’un autre', 'text of another'),
  open: w('in bewerking', 'en cours', 'in progress'),
  withdrawn: w('ingetrokken', 'retiré', 'withdrawn'),
  published: w('bekendgemaakt', 'publié', 'published'),
  kept: w('bewaard', 'conservé', 'kept'),
  status: w('Stand', 'État', 'Status'),
  about: w('Waarover', 'À propos de', 'About'),
  change: w('Wat', 'Quoi', 'What'),
  was: w('Was', 'Était', 'Was'),
  is: w('Wordt', 'Devient', 'Becomes'),
  changes: w(
    'Wat het anders zegt dan {version}',
    'Ce qu’il dit autrement que {version}',
    'What it says otherwise than {version}',
  ),
  check: w('Nazicht', 'Contrôle', 'Check'),
  fine: w(
    'Niets staat in de weg. Het kan ten vroegste beginnen op {day}.',
    'Rien ne s’y oppose. Il peut commencer au plus tôt le {day}.',
    'Nothing stands in the way. It can begin on {day} at the earliest.',
  ),
  faults: w('Wat in de weg staat', 'Ce qui s’y oppose', 'What stands in the way'),
  effects: w(
    'Wat het doet met wat nu bewaard wordt',
    'Ce qu’il fait de ce qui est conservé maintenant',
    'What it does to what is held now',
  ),
  noEffects: w(
    'Het raakt geen gegevens die nu bewaard worden.',
    'Il ne touche aucune donnée conservée maintenant.',
    'It concerns no data that is held now.',
  ),
  subjects: w('Betrokkenen', 'Personnes', 'Subjects'),
  outdated: w(
    'Intussen is versie {version} bekendgemaakt. Bewaar de tekst opnieuw om daarop verder te gaan; het nazicht hierboven vergelijkt er al mee.',
    'Entre-temps la version {version} a été publiée. Conservez à nouveau le texte pour continuer sur elle ; le contrôle ci-dessus compare déjà avec elle.',
    'Version {version} was published meanwhile. Keep the text again to go on from it; the check above compares with it already.',
  ),
  text: w('Tekst', 'Texte', 'Text'),
  purpose: w('Een doel wijzigen', 'Modifier une finalité', 'Change a purpose'),
  duration: w(
    'Bewaartermijn, zoals P1Y of P3M',
    'Durée de conservation, comme P1Y ou P3M',
    'Retention, such as P1Y or P3M',
  ),
  source: w('Waarop die steunt', 'Sur quoi elle repose', 'What it rests on'),
  shared: w('Gedeeld met', 'Partagée avec', 'Shared with'),
  apply: w('In de tekst zetten', 'Mettre dans le texte', 'Put into the text'),
  applied: w(
    'Staat in de tekst hieronder, en is nog niet bewaard.',
    'Est dans le texte ci-dessous, et pas encore conservé.',
    'Is in the text below, and not kept yet.',
  ),
  whole: w('De hele tekst (JSON)', 'Tout le texte (JSON)', 'The whole text (JSON)'),
  broken: w('Geen JSON op regel {line}.', 'Pas de JSON à la ligne {line}.', 'No JSON on line {line}.'),
  places: w(
    'Wat niet de vorm van een beleid heeft',
    'Ce qui n’a pas la forme d’une politique',
    'What has not the shape of a policy',
  ),
  place: w('Plaats', 'Endroit', 'Place'),
  keep: w('Tekst bewaren', 'Conserver le texte', 'Keep the text'),
  keepWhat: w(
    'Wie de laatste tekst bewaart, maakt die niet zelf bekend.',
    'Qui conserve le dernier texte ne le publie pas.',
    'Whoever keeps the last text does not publish it.',
  ),
  discard: w(
    'Opnieuw vanaf de bewaarde tekst',
    'Reprendre le texte conservé',
    'Start again from the kept text',
  ),
  unsaved: w(
    'Er staat iets dat niet bewaard is.',
    'Il y a du texte non conservé.',
    'There is something that is not kept.',
  ),
  publish: w('Bekendmaken', 'Publier', 'Publish'),
  publishWhat: w(
    'Vanaf {day} beslist elke opdracht volgens deze versie. Terugnemen kan alleen met een latere versie.',
    'À partir du {day} chaque commande suit cette version. Seule une version ultérieure la remplace.',
    'From {day} on every command is decided by this version. Only a later version takes it back.',
  ),
  second: w(
    'Een tweede verantwoordelijke maakt het bekend.',
    'Un second responsable le publie.',
    'A second officer publishes it.',
  ),
  withdraw: w('Ontwerp intrekken', 'Retirer le projet', 'Withdraw the draft'),
} as const satisfies Readonly<Record<string, Texts>>;

/** What stands for an effect, a change or a fault in a language, filled in. */
export function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name);
}
