import type { Texts } from '#libs/letters';
import { t } from './messages';

/** What officers and customers meet most of the API's problems, and what to do; others are told as the API tells them. */
export const PROBLEMS: Readonly<Record<string, Texts>> = {
  'invalid-request': t(
    'Het formulier is niet goed ingevuld.',
    'Le formulaire n’est pas bien rempli.',
    'The form is not filled in as it must be.',
  ),
  'malformed-value': t(
    'Een waarde heeft niet de vorm van haar veld.',
    'Une valeur n’a pas la forme de son champ.',
    'A value does not have the form of its field.',
  ),
  'stale-version': t(
    'Iemand was u voor. Kijk wat er veranderde, en beslis opnieuw.',
    'Quelqu’un vous a devancé. Voyez ce qui a changé, et décidez à nouveau.',
    'Somebody was faster. See what changed, and decide again.',
  ),
  'idempotency-key-reused': t(
    'Dit werd al met andere inhoud verstuurd. Druk nogmaals om het als iets nieuws te versturen.',
    'Ceci a déjà été envoyé avec un autre contenu. Appuyez encore pour l’envoyer comme nouveau.',
    'This was sent before with other content. Press again to send it as something new.',
  ),
  'not-found': t('Hier is niets voor u.', 'Il n’y a rien ici pour vous.', 'There is nothing here for you.'),
  'token-missing': t(
    'U bent afgemeld. Meld u opnieuw aan; u komt hier terug.',
    'Vous êtes déconnecté. Reconnectez-vous ; vous reviendrez ici.',
    'You are signed out. Sign in again; you come back here.',
  ),
  'token-expired': t(
    'Uw aanmelding is verlopen. Meld u opnieuw aan; u komt hier terug.',
    'Votre connexion a expiré. Reconnectez-vous ; vous reviendrez ici.',
    'Your sign-in has expired. Sign in again; you come back here.',
  ),
  'token-invalid': t(
    'Uw aanmelding wordt niet aanvaard. Meld u opnieuw aan.',
    'Votre connexion n’est pas acceptée. Reconnectez-vous.',
    'Your sign-in is not accepted. Sign in again.',
  ),
  'forbidden-role': t(
    'Dit is niet voor uw functie.',
    'Ceci n’est pas pour votre fonction.',
    'This is not for your function.',
  ),
  'audit-not-open': t(
    'Er loopt geen audit. Een privacyverantwoordelijke opent ze.',
    'Aucun audit n’est ouvert. Un responsable vie privée l’ouvre.',
    'No audit is open. A privacy officer opens one.',
  ),
  'purpose-required': t(
    'Voor dit doel wordt niet in gegevens gekeken. Kies een ander doel.',
    'On ne consulte pas les données pour cette finalité. Choisissez-en une autre.',
    'Nobody looks at data for this purpose. Choose another one.',
  ),
  'purpose-objected': t(
    'De betrokkene maakte bezwaar tegen dit doel (art. 21).',
    'La personne s’est opposée à cette finalité (art. 21).',
    'The person objected to this purpose (Art. 21).',
  ),
  'subject-erased': t('Deze persoon is gewist.', 'Cette personne est effacée.', 'This person was erased.'),
  'subject-restricted': t(
    'De verwerking van deze persoon is beperkt (art. 18).',
    'Le traitement de cette personne est limité (art. 18).',
    'Processing of this person is restricted (Art. 18).',
  ),
  'lifting-not-announced': t(
    'De persoon werd nog niet verwittigd dat de beperking wordt opgeheven (art. 18, lid 3).',
    'La personne n’a pas encore été avertie de la levée de la limitation (art. 18, paragraphe 3).',
    'The person was not told yet that the restriction is to be lifted (Art. 18(3)).',
  ),
  'kept-by-law': t(
    'Een wet vraagt dit te bewaren (art. 17.3.b), of de termijn is niet voorbij.',
    'Une loi exige de conserver ceci (art. 17.3.b), ou le délai n’est pas écoulé.',
    'A law demands that this is kept (Art. 17(3)(b)), or its period is not over.',
  ),
  'channel-not-allowed': t(
    'Een wijziging wordt schriftelijk gevraagd (P18).',
    'Une modification se demande par écrit (P18).',
    'A change is asked for in writing (P18).',
  ),
  'proof-outstanding': t(
    'Wat bewijs van identiteit vraagt, gebeurt niet ervoor (P19).',
    'Ce qui exige une preuve d’identité ne se fait pas avant elle (P19).',
    'What needs proof of identity is not done before it (P19).',
  ),
  'proof-not-proportionate': t(
    'Wie zich aanmeldde, heeft getoond wie hij is.',
    'Qui s’est connecté a montré qui il est.',
    'Whoever signed in has shown who they are.',
  ),
  'second-officer-needed': t(
    'Wie begon, beslist niet: een tweede doet dat.',
    'Qui a commencé ne décide pas : un second le fait.',
    'Who began it does not decide on it: a second one does.',
  ),
  'approval-needed': t(
    'Een tweede keurt eerst goed: niemand wist een hele persoon alleen.',
    'Un second approuve d’abord : personne n’efface seul une personne entière.',
    'A second person approves first: nobody erases a whole person alone.',
  ),
  'request-not-linked': t(
    'Voor dit verzoek is nog geen betrokkene gekend.',
    'Aucune personne n’est encore connue pour cette demande.',
    'No person is known for this request yet.',
  ),
  'request-unanswered': t(
    'De betrokkene kreeg nog geen antwoord (art. 12.3 en 12.4).',
    'La personne n’a pas encore reçu de réponse (art. 12.3 et 12.4).',
    'The person has not been answered yet (Art. 12(3), (4)).',
  ),
  'letter-not-true': t(
    'De brief zou zeggen wat niet gebeurd is.',
    'La lettre dirait ce qui n’est pas arrivé.',
    'The letter would say what has not happened.',
  ),
  'erasure-under-way': t(
    'De sleutels zijn nog niet allemaal afgesloten. Probeer het zo opnieuw.',
    'Les clés ne sont pas encore toutes fermées. Réessayez dans un instant.',
    'Not all keys are fenced yet. Try again in a moment.',
  ),
  'answer-not-due': t(
    'De derde krijgt antwoord na de laatste dag van de houder.',
    'Le tiers reçoit réponse après le dernier jour du titulaire.',
    'The third party is answered after the holder’s last day.',
  ),
  'owner-unknown': t(
    'Niemand hier houdt deze domeinnaam.',
    'Personne ici ne détient ce nom de domaine.',
    'Nobody here holds this domain name.',
  ),
  'not-signing': t(
    'Hier ondertekent geen sleutel het register: vraag het aan de beheerder.',
    'Aucune clé ne signe le registre ici : demandez à l’exploitant.',
    'No key signs the register here: ask the operator.',
  ),
  'extension-too-late': t(
    'Een verlenging wordt binnen de eerste maand gemeld (art. 12.3).',
    'Une prolongation s’annonce dans le premier mois (art. 12.3).',
    'An extension is told inside the first month (Art. 12(3)).',
  ),
  'projection-behind': t(
    'De lijsten lopen nog achter. Ze worden vanzelf opnieuw gevraagd.',
    'Les listes sont encore en retard. Elles sont redemandées d’elles-mêmes.',
    'The lists are still behind. They are asked for again by themselves.',
  ),
  'store-unavailable': t(
    'Het logboek antwoordt niet. Er is niets verloren.',
    'Le journal ne répond pas. Rien n’est perdu.',
    'The log does not answer. Nothing is lost.',
  ),
  'keyring-unavailable': t(
    'De sleutelbos antwoordt niet. Er is niets verloren.',
    'Le trousseau ne répond pas. Rien n’est perdu.',
    'The keyring does not answer. Nothing is lost.',
  ),
  'too-many-requests': t(
    'U vraagt te veel tegelijk.',
    'Vous demandez trop à la fois.',
    'You ask for too much at once.',
  ),
  'shutting-down': t('De dienst herstart.', 'Le service redémarre.', 'The service is restarting.'),
  'internal-error': t(
    'Er ging iets mis bij de dienst. Meld het met het kenmerk.',
    'Un problème est survenu au service. Signalez-le avec la référence.',
    'Something broke at the service. Report it with the trace.',
  ),
  'breach-closed': t(
    'Deze inbreuk is afgesloten.',
    'Cette violation est clôturée.',
    'This breach is closed.',
  ),
  'breach-not-known': t(
    'Leg eerst vast wanneer ze met redelijke zekerheid bekend was.',
    'Consignez d’abord quand elle était connue avec un degré raisonnable de certitude.',
    'Record first when it was known with reasonable certainty.',
  ),
  'breach-not-assessed': t(
    'Beoordeel de inbreuk eerst.',
    'Évaluez d’abord la violation.',
    'Assess the breach first.',
  ),
  'delay-reasons-missing': t(
    'De 72 uur zijn voorbij: geef de redenen van de vertraging (art. 33.1).',
    'Les 72 heures sont écoulées : donnez les motifs du retard (art. 33.1).',
    'The 72 hours are over: give the reasons of the delay (Art. 33(1)).',
  ),
  'authority-not-notified': t(
    'De toezichthouder is nog niet volledig ingelicht (art. 33).',
    'L’autorité n’est pas encore entièrement informée (art. 33).',
    'The authority has not been told in full yet (Art. 33).',
  ),
  'persons-not-told': t(
    'De betrokkenen zijn nog niet ingelicht, en er staat niet waarom niet (art. 34).',
    'Les personnes ne sont pas encore informées, et rien ne dit pourquoi (art. 34).',
    'Persons have not been told yet, and nothing says why not (Art. 34).',
  ),
  'no-high-risk': t(
    'Dit geldt alleen bij een hoog risico (art. 34).',
    'Ceci ne vaut qu’en cas de risque élevé (art. 34).',
    'This is for a high risk alone (Art. 34).',
  ),
  'criteria-match-everybody': t(
    'Kies ook een ontvanger, doel, gegeven of wie het deed: anders treft het iedereen.',
    'Choisissez aussi un destinataire, une finalité, une donnée ou un auteur : sinon tout le monde est visé.',
    'Choose a recipient, purpose, field or who did it too: everybody would match otherwise.',
  ),
};
