import type { PaymentMethod, ServiceType } from '#libs/catalogue';
import type { View } from '#libs/features/access';
import type { BodyCode, GroundCode } from '#libs/features/orders';
import type {
  ClosedAs,
  ExtensionReason,
  LetterName,
  ProofReason,
  ProofWay,
  RefusalReason,
  RejectionReason,
  RequestKind,
} from '#libs/features/requests';
import type {
  Channel,
  ErasureFinding,
  ErasureReason,
  ErasureScope,
  Source,
  TellingChannel,
} from '#libs/features/subjects';
import type { Role } from '#libs/http';
import type { Refusal, RefusalCondition } from '#libs/kernel';
import type { Texts } from '#libs/letters';

const t = (nl: string, fr: string, en: string): Texts => ({ nl, fr, en });
type Named<C extends string> = Readonly<Record<C, Texts>>;

const sources: Named<Source> = {
  subject: t('uzelf', 'vous-même', 'yourself'),
  'third-person': t('iemand anders', 'une autre personne', 'another person'),
  migration: t('ons vroegere systeem', 'notre ancien système', 'our earlier system'),
};
const channels: Named<Channel | TellingChannel> = {
  application: t('klantentoepassing', 'application client', 'customer application'),
  email: t('e-mail', 'e-mail', 'e-mail'),
  letter: t('brief', 'lettre', 'letter'),
  telephone: t('telefoon', 'téléphone', 'telephone'),
  interface: t('een elektronische weg', 'une voie électronique', 'an electronic way'),
};
const roles: Named<Role | 'system'> = {
  service: t('onze systemen', 'nos systèmes', 'our systems'),
  staff: t('een medewerker', 'un collaborateur', 'a member of staff'),
  'privacy-officer': t('onze privacydienst', 'notre service vie privée', 'our privacy officer'),
  auditor: t('een auditor', 'un auditeur', 'an auditor'),
  customer: t('u', 'vous', 'you'),
  system: t('automatisch', 'automatiquement', 'automatically'),
};
const bases: Named<'A6-1-a' | 'A6-1-b' | 'A6-1-c' | 'A6-1-f'> = {
  'A6-1-a': t(
    'uw toestemming (art. 6.1.a AVG)',
    'votre consentement (art. 6.1.a RGPD)',
    'your consent (Art. 6(1)(a) GDPR)',
  ),
  'A6-1-b': t(
    'de overeenkomst met u (art. 6.1.b AVG)',
    'le contrat avec vous (art. 6.1.b RGPD)',
    'the contract with you (Art. 6(1)(b) GDPR)',
  ),
  'A6-1-c': t(
    'een wettelijke plicht (art. 6.1.c AVG)',
    'une obligation légale (art. 6.1.c RGPD)',
    'a legal duty (Art. 6(1)(c) GDPR)',
  ),
  'A6-1-f': t(
    'een gerechtvaardigd belang (art. 6.1.f AVG)',
    'un intérêt légitime (art. 6.1.f RGPD)',
    'a legitimate interest (Art. 6(1)(f) GDPR)',
  ),
};
const transfers: Named<string> = {
  'A45-3': t(
    'buiten de EER, met een adequaatheidsbesluit van de Europese Commissie (art. 45 AVG)',
    'hors EEE, avec une décision d’adéquation de la Commission européenne (art. 45 RGPD)',
    'outside the EEA, with an adequacy decision of the European Commission (Art. 45 GDPR)',
  ),
  'A46-2-c': t(
    'buiten de EER, met standaardbepalingen van de Europese Commissie (art. 46 AVG)',
    'hors EEE, avec les clauses types de la Commission européenne (art. 46 RGPD)',
    'outside the EEA, with standard clauses of the European Commission (Art. 46 GDPR)',
  ),
  'A49-1-b': t(
    'buiten de EER, nodig voor de overeenkomst met u (art. 49 AVG)',
    'hors EEE, nécessaire au contrat avec vous (art. 49 RGPD)',
    'outside the EEA, needed for the contract with you (Art. 49 GDPR)',
  ),
};
const ends: Named<'contract-end' | 'service-end' | 'period-end' | 'matter-closed'> = {
  'contract-end': t(
    'na het einde van de overeenkomst',
    'après la fin du contrat',
    'after the contract has ended',
  ),
  'service-end': t('na het einde van de dienst', 'après la fin du service', 'after the service has ended'),
  'period-end': t('na het einde van de periode', 'après la fin de la période', 'after the period has ended'),
  'matter-closed': t('na het afsluiten', 'après la clôture', 'after it is closed'),
};
const services: Named<ServiceType> = {
  domain: t('domeinnaam', 'nom de domaine', 'domain name'),
  hosting: t('hosting', 'hébergement', 'hosting'),
  email: t('e-mail', 'e-mail', 'e-mail'),
  dns: t('DNS', 'DNS', 'DNS'),
};
const payments: Named<PaymentMethod> = {
  'direct-debit': t('domiciliëring', 'domiciliation', 'direct debit'),
  'online-payment': t('on-line betaling', 'paiement en ligne', 'online payment'),
  'bank-transfer': t('overschrijving', 'virement', 'bank transfer'),
};
const kinds: Named<'natural-person' | 'legal-person'> = {
  'natural-person': t('natuurlijke persoon', 'personne physique', 'natural person'),
  'legal-person': t('rechtspersoon', 'personne morale', 'legal person'),
};
const links: Named<string> = {
  login: t('gebruikersnaam', 'identifiant', 'login name'),
  identity: t('aanmelding', 'moyen de connexion', 'sign-in'),
  holder: t('houder', 'titulaire', 'holder'),
  payer: t('betaler', 'payeur', 'payer'),
  ended: t('beëindigd', 'terminé', 'ended'),
  transferred: t(
    'overgedragen aan een andere houder',
    'transféré à un autre titulaire',
    'transferred to another holder',
  ),
  mistake: t('een vergissing', 'une erreur', 'a mistake'),
  payment: t('betaalwijze', 'mode de paiement', 'way of paying'),
  accepted: t('aanvaard', 'accepté', 'accepted'),
};
const recipients: Named<string> = {
  controller: t('verantwoordelijke', 'responsable', 'controller'),
  processor: t('verwerker, voor ons', 'sous-traitant, pour nous', 'processor, for us'),
  'recipient.bank': t('uw bank', 'votre banque', 'your bank'),
  'recipient.accounting-office': t('ons boekhoudkantoor', 'notre bureau comptable', 'our accounting office'),
  'recipient.unlisted': t('een derde', 'un tiers', 'a third party'),
  rejected: t('geweigerd door de ontvanger', 'refusé par le destinataire', 'refused by the recipient'),
  unreachable: t(
    'de ontvanger was niet bereikbaar',
    'destinataire injoignable',
    'the recipient could not be reached',
  ),
  cancelled: t('afgebroken', 'annulé', 'cancelled'),
};
const views: Named<`view.${View}`> & Named<string> = {
  'view.request': t('uw verzoek', 'votre demande', 'your request'),
  'view.record': t('uw gegevens', 'vos données', 'your record'),
  'view.register': t(
    'wat er met uw gegevens gebeurde',
    'ce qui a été fait de vos données',
    'what was done with your data',
  ),
  'view.register-entry': t('één verwerking', 'un traitement', 'one act of processing'),
  'view.accesses': t('wie keek', 'les consultations', 'who looked'),
  'view.overview': t('het volledige overzicht', 'l’aperçu complet', 'the whole overview'),
  'view.report': t('het volledige overzicht', 'l’aperçu complet', 'the whole overview'),
  'view.export': t('een afschrift', 'une copie', 'a copy'),
  'view.letter': t('een brief aan u', 'une lettre pour vous', 'a letter to you'),
  'view.recipients': t('wie gegevens kreeg', 'les destinataires', 'the recipients'),
  'view.sharing': t('wat één ontvanger kreeg', 'ce qu’un destinataire a reçu', 'what one recipient got'),
  'view.share': t(
    'wat een ontvanger zou krijgen, vóór het delen',
    'ce qu’un destinataire recevrait, avant le partage',
    'what a recipient would get, before sharing',
  ),
  'view.duties': t('wie ingelicht wordt', 'qui est informé', 'who is told'),
  'view.mediation': t(
    'een vraag van iemand die u wilde bereiken',
    'une demande de quelqu’un qui souhaitait vous joindre',
    'a question of somebody who wanted to reach you',
  ),
  'view.certificate': t(
    'een bewijs uit het register',
    'une attestation du registre',
    'a certificate of the register',
  ),
  'by.login': t('op gebruikersnaam', 'par identifiant', 'by login name'),
  'by.domain': t('op domeinnaam', 'par nom de domaine', 'by domain name'),
  'by.domain-holder': t('op domeinnaam', 'par nom de domaine', 'by domain name'),
  'by.domain-payer': t('op domeinnaam', 'par nom de domaine', 'by domain name'),
  'by.identity': t('op aanmelding', 'par moyen de connexion', 'by sign-in'),
  'by.email': t('op e-mailadres', 'par adresse e-mail', 'by e-mail address'),
  'by.telephone': t('op telefoonnummer', 'par numéro de téléphone', 'by telephone number'),
  'by.name-postcode': t('op naam en postcode', 'par nom et code postal', 'by name and postal code'),
};
const restrictions: Named<string> = {
  'accuracy-contested': t(
    'u betwist de juistheid',
    'vous contestez l’exactitude',
    'you contest that it is correct',
  ),
  unlawful: t('de verwerking was onrechtmatig', 'le traitement était illicite', 'processing was unlawful'),
  'needed-for-claims': t(
    'nodig voor een rechtsvordering',
    'nécessaire à une action en justice',
    'needed for legal claims',
  ),
  'objection-pending': t(
    'uw bezwaar wordt onderzocht',
    'votre opposition est examinée',
    'your objection is looked into',
  ),
  'accuracy-settled': t('de juistheid staat vast', 'l’exactitude est établie', 'correctness is settled'),
  'subject-asked': t('op uw vraag', 'à votre demande', 'as you asked'),
  'claims-settled': t('de vordering is beëindigd', 'l’action est terminée', 'the claims are settled'),
  'objection-settled': t(
    'over uw bezwaar is beslist',
    'votre opposition est tranchée',
    'your objection is decided upon',
  ),
  'objection.upheld': t('ingewilligd', 'accueillie', 'granted'),
  'objection.compelling-grounds': t(
    'niet ingewilligd: dwingende gronden',
    'rejetée : motifs impérieux',
    'not granted: compelling grounds',
  ),
  'objection.legal-claims': t(
    'niet ingewilligd: nodig voor een rechtsvordering',
    'rejetée : nécessaire à une action en justice',
    'not granted: needed for legal claims',
  ),
  'objection.withdrawn': t('door u ingetrokken', 'retirée par vous', 'withdrawn by you'),
  'objection.pending': t('in onderzoek', 'à l’examen', 'looked into'),
};
const erasures: Named<ErasureReason | `of.${ErasureScope['of']}`> = {
  'no-longer-needed': t('niet meer nodig', 'n’est plus nécessaire', 'no longer needed'),
  objection: t('na uw bezwaar', 'à la suite de votre opposition', 'after your objection'),
  unlawful: restrictions.unlawful!,
  'legal-obligation': t('de wet eist het', 'la loi l’exige', 'the law demands it'),
  'retention-ended': t(
    'de bewaartijd is voorbij',
    'le délai de conservation est écoulé',
    'the time for keeping it is over',
  ),
  'of.subject': t('al uw gegevens', 'toutes vos données', 'all your data'),
  'of.purpose': t('alles voor dit doel', 'tout pour cette finalité', 'all for this purpose'),
  'of.field': t('één gegeven', 'une donnée', 'one item'),
  'of.period': t('één periode', 'une période', 'one period'),
  'of.superseded': t('vroegere waarden', 'les valeurs antérieures', 'earlier values'),
};
const findings: Named<ErasureFinding> = {
  'collected-without-basis': t('zonder grond verzameld', 'recueilli sans base', 'collected without a basis'),
  'not-needed-for-purpose': t(
    'niet nodig voor het doel',
    'pas nécessaire à la finalité',
    'not needed for its purpose',
  ),
  'kept-too-long': t('te lang bewaard', 'conservé trop longtemps', 'kept too long'),
  'of-another-person': t('van iemand anders', 'd’une autre personne', 'of another person'),
};
const refusals: Named<Refusal['reason'] | RefusalCondition | 'renewal-window' | 'unlisted'> = {
  'over-collection': t('meer dan nodig is', 'plus que nécessaire', 'more than is needed'),
  'third-party': t('derden krijgen geen toegang', 'les tiers n’ont pas accès', 'third parties get no access'),
  'condition-unmet': t(
    'aan een voorwaarde was niet voldaan',
    'une condition n’était pas remplie',
    'a condition was not met',
  ),
  'terms-accepted': t(
    'voorwaarden nog niet aanvaard',
    'conditions pas encore acceptées',
    'terms not yet accepted',
  ),
  'extension-served': t(
    'de ontvanger beheert deze extensie niet',
    'le destinataire ne gère pas cette extension',
    'the recipient does not serve this extension',
  ),
  'holder-link': t(
    'u bent niet de houder van de naam',
    'vous n’êtes pas le titulaire du nom',
    'you do not hold the name',
  ),
  'payment-chosen': t(
    'een andere betaalwijze gekozen',
    'un autre mode de paiement choisi',
    'another way of paying chosen',
  ),
  'invoice-reference': t('geen factuur genoemd', 'aucune facture mentionnée', 'no invoice named'),
  'purpose-open': t(
    'daarvoor loopt geen dienst',
    'aucun service en cours pour cela',
    'no service runs for that',
  ),
  'no-restriction': t('de verwerking is beperkt', 'le traitement est limité', 'processing is restricted'),
  'no-objection': t('u maakte bezwaar', 'vous vous êtes opposé', 'you objected'),
  'own-matter': t(
    'alleen voor de eigen vraag',
    'uniquement pour sa propre demande',
    'for its own matter only',
  ),
  'in-writing': t(
    'een wijziging vraagt u schriftelijk',
    'une modification se demande par écrit',
    'a change is asked for in writing',
  ),
  'recipient-of-purpose': t(
    'die ontvanger krijgt daarvoor niets',
    'ce destinataire ne reçoit rien pour cela',
    'that recipient gets nothing for it',
  ),
  'client-allowed': t(
    'dat programma mag dat niet',
    'ce programme n’y est pas autorisé',
    'that program may not do it',
  ),
  'look-allowed': t(
    'daarvoor mag die persoon niet kijken',
    'cette personne ne peut pas consulter pour cela',
    'that person may not look for that',
  ),
  'role-allowed': t(
    'die functie mag dat niet',
    'cette fonction n’y est pas autorisée',
    'that function may not do it',
  ),
  'second-person': t(
    'een tweede persoon moest het goedkeuren',
    'une deuxième personne devait l’approuver',
    'a second person had to approve it',
  ),
  'another-person': t(
    'iemand anders moest het doen',
    'quelqu’un d’autre devait le faire',
    'somebody else had to do it',
  ),
  'request-settled': t(
    'het verzoek was nog niet bevestigd, of paste niet',
    'la demande n’était pas encore confirmée, ou ne convenait pas',
    'the request was not yet confirmed, or did not fit',
  ),
  'not-needed': t('het is nog nodig', 'c’est encore nécessaire', 'it is still needed'),
  'not-kept-by-law': t(
    'een wet vraagt het te houden, of de periode loopt nog',
    'une loi exige de le conserver, ou la période court encore',
    'a law demands that it is kept, or its period still runs',
  ),
  'objection-upheld': t(
    'geen bezwaar daartegen was toegekend',
    'aucune opposition à cela n’avait été accueillie',
    'no objection to it was upheld',
  ),
  'optional-field': t(
    'het is nodig voor dat doel',
    'c’est nécessaire pour cette finalité',
    'it is needed for that purpose',
  ),
  'renewal-window': t(
    'te vroeg voor een verlenging',
    'trop tôt pour un renouvellement',
    'too early for a renewal',
  ),
  unlisted: t(
    'iets wat wij niet bijhouden',
    'une donnée que nous ne tenons pas',
    'something that we do not keep',
  ),
};
const requestKinds: Named<`request.${RequestKind}`> = {
  'request.access': t('inzage in uw gegevens', 'accès à vos données', 'access to your data'),
  'request.rectification': t(
    'verbetering van uw gegevens',
    'rectification de vos données',
    'correction of your data',
  ),
  'request.erasure': t('wissing van uw gegevens', 'effacement de vos données', 'erasure of your data'),
  'request.restriction': t(
    'beperking van de verwerking',
    'limitation du traitement',
    'restriction of processing',
  ),
  'request.portability': t('uw gegevens meenemen', 'emporter vos données', 'taking your data along'),
  'request.objection': t('bezwaar', 'opposition', 'objection'),
  'request.question': t(
    'een vraag over ons privacybeleid',
    'une question sur notre politique',
    'a question about our policy',
  ),
};
const proofs: Named<ProofReason | ProofWay | RejectionReason | ExtensionReason> = {
  'sender-unknown': t('van een onbekend adres', 'd’une adresse inconnue', 'from an unknown address'),
  'signature-differs': t('de handtekening verschilt', 'la signature diffère', 'the signature differs'),
  'details-differ': t(
    'de gegevens stemmen niet overeen',
    'les données ne concordent pas',
    'details do not agree',
  ),
  'by-telephone': t('per telefoon', 'par téléphone', 'by telephone'),
  'on-behalf-of-another': t('voor iemand anders', 'pour quelqu’un d’autre', 'on behalf of another'),
  'former-customer': t('gewezen klant', 'ancien client', 'former customer'),
  'identity-card-seen': t(
    'identiteitskaart gezien, niet bewaard',
    'carte d’identité vue, non conservée',
    'identity card seen, not kept',
  ),
  'electronic-signature': t('elektronische handtekening', 'signature électronique', 'electronic signature'),
  'known-address-confirmed': t(
    'bevestigd vanaf een bekend adres',
    'confirmé depuis une adresse connue',
    'confirmed from a known address',
  ),
  'in-person': t('ter plaatse', 'sur place', 'in person'),
  'mandate-seen': t('volmacht gezien', 'mandat vu', 'mandate seen'),
  'details-do-not-match': t(
    'de gegevens stemmen niet overeen',
    'les données ne concordent pas',
    'details do not match',
  ),
  unreadable: t('onleesbaar', 'illisible', 'unreadable'),
  expired: t('vervallen', 'expiré', 'expired'),
  'no-mandate': t('geen volmacht', 'pas de mandat', 'no mandate'),
  complexity: t('een ingewikkeld verzoek', 'une demande complexe', 'a complex request'),
  'number-of-requests': t('veel verzoeken', 'de nombreuses demandes', 'many requests'),
};
const answers: Named<RefusalReason | ClosedAs> = {
  'identity-not-shown': t('identiteit niet aangetoond', 'identité non établie', 'identity not shown'),
  'manifestly-unfounded': t('kennelijk ongegrond', 'manifestement infondée', 'manifestly unfounded'),
  'manifestly-excessive': t('buitensporig', 'excessive', 'manifestly excessive'),
  'rights-of-others': t('rechten van anderen', 'droits d’autrui', 'rights of others'),
  'data-correct': t('de gegevens zijn juist', 'les données sont exactes', 'the data is correct'),
  'legal-duty': t(
    'de wet verplicht ons ze te bewaren',
    'la loi nous oblige à les conserver',
    'the law obliges us to keep it',
  ),
  'legal-claims': t(
    'nodig voor een rechtsvordering',
    'nécessaire à une action en justice',
    'needed for legal claims',
  ),
  'conditions-not-met': t(
    'de voorwaarden zijn niet vervuld',
    'les conditions ne sont pas remplies',
    'the conditions are not met',
  ),
  'compelling-grounds': t('dwingende gronden', 'motifs impérieux', 'compelling grounds'),
  fulfilled: t('uitgevoerd', 'exécutée', 'fulfilled'),
  'partly-refused': t('deels geweigerd', 'refusée en partie', 'refused in part'),
  refused: t('geweigerd', 'refusée', 'refused'),
  answered: t('beantwoord', 'répondue', 'answered'),
  withdrawn: t('ingetrokken', 'retirée', 'withdrawn'),
};
const letters: Named<`letter.${LetterName}`> = {
  'letter.confirmation': t('ontvangstbevestiging', 'accusé de réception', 'confirmation of receipt'),
  'letter.confirmation-asked': t(
    'vraag om schriftelijke bevestiging',
    'demande de confirmation écrite',
    'question for written confirmation',
  ),
  'letter.proof-asked': t(
    'vraag om uw identiteit aan te tonen',
    'demande de preuve d’identité',
    'question for proof of identity',
  ),
  'letter.extension': t('verlenging van de termijn', 'prolongation du délai', 'extension of time'),
  'letter.refusal': t('weigering', 'refus', 'refusal'),
  'letter.access-answer': t('antwoord met uw gegevens', 'réponse avec vos données', 'answer with your data'),
  'letter.portability-answer': t('uw gegevens als bestand', 'vos données en fichier', 'your data as a file'),
  'letter.rectification-done': t(
    'bericht van verbetering',
    'avis de rectification',
    'word of the correction',
  ),
  'letter.erasure-done': t('bericht van wissing', 'avis d’effacement', 'word of the erasure'),
  'letter.restriction-done': t('bericht van beperking', 'avis de limitation', 'word of the restriction'),
  'letter.objection-done': t(
    'antwoord op uw bezwaar',
    'réponse à votre opposition',
    'answer to your objection',
  ),
  'letter.question-answer': t('antwoord op uw vraag', 'réponse à votre question', 'answer to your question'),
  'letter.nothing-held': t(
    'bericht dat wij niets vonden',
    'avis que rien n’a été trouvé',
    'word that nothing was found',
  ),
};
const bodies: Named<`body.${BodyCode}`> = {
  'body.public-prosecutor': t('de procureur des Konings', 'le procureur du Roi', 'the public prosecutor'),
  'body.investigating-judge': t('de onderzoeksrechter', 'le juge d’instruction', 'the investigating judge'),
  'body.judicial-police': t('de gerechtelijke politie', 'la police judiciaire', 'the judicial police'),
  'body.fod-economie': t('de FOD Economie', 'le SPF Économie', 'the Federal Public Service Economy'),
  'body.fod-financien': t('de FOD Financiën', 'le SPF Finances', 'the Federal Public Service Finance'),
  'body.eu-issuing-authority': t(
    'een gerechtelijke autoriteit van een EU-lidstaat',
    'une autorité judiciaire d’un État membre de l’UE',
    'a judicial authority of an EU Member State',
  ),
  'body.ccb': t(
    'het Centrum voor Cybersecurity België',
    'le Centre pour la Cybersécurité Belgique',
    'the Centre for Cybersecurity Belgium',
  ),
};
const grounds: Named<`ground.${GroundCode}`> = {
  'ground.sv-46bis': t(
    'art. 46bis Wetboek van Strafvordering',
    'art. 46bis du Code d’instruction criminelle',
    'Art. 46bis Code of Criminal Procedure',
  ),
  'ground.sv-88bis': t(
    'art. 88bis Wetboek van Strafvordering',
    'art. 88bis du Code d’instruction criminelle',
    'Art. 88bis Code of Criminal Procedure',
  ),
  'ground.sv-90ter': t(
    'art. 90ter Wetboek van Strafvordering',
    'art. 90ter du Code d’instruction criminelle',
    'Art. 90ter Code of Criminal Procedure',
  ),
  'ground.sv-39bis': t(
    'art. 39bis Wetboek van Strafvordering',
    'art. 39bis du Code d’instruction criminelle',
    'Art. 39bis Code of Criminal Procedure',
  ),
  'ground.wer-xv-3': t(
    'art. XV.3 Wetboek van economisch recht',
    'art. XV.3 du Code de droit économique',
    'Art. XV.3 Code of Economic Law',
  ),
  'ground.wib-322': t('art. 322 WIB 92', 'art. 322 CIR 92', 'Art. 322 Income Tax Code 1992'),
  'ground.btw-61': t(
    'art. 61 en 62bis Btw-wetboek',
    'art. 61 et 62bis du Code TVA',
    'Art. 61 and 62bis VAT Code',
  ),
  'ground.eu-2023-1543': t(
    'Verordening (EU) 2023/1543',
    'Règlement (UE) 2023/1543',
    'Regulation (EU) 2023/1543',
  ),
  'ground.nis2-28': t(
    'art. 28 van de NIS2-richtlijn',
    'art. 28 de la directive NIS2',
    'Art. 28 of the NIS2 Directive',
  ),
};
const steps: Named<string> = {
  'choice.accepted': t('u wilde contact', 'vous souhaitiez ce contact', 'you wanted contact'),
  'choice.declined': t('u wilde geen contact', 'vous ne souhaitiez pas ce contact', 'you wanted no contact'),
  'scope.whole': t('geheel', 'en totalité', 'wholly'),
  'scope.part': t('voor een deel', 'en partie', 'in part'),
  'act.correct': t('verbeterd', 'rectifié', 'corrected'),
  'act.restrict': t('beperkt', 'limité', 'restricted'),
  'act.erase': t('gewist', 'effacé', 'erased'),
  'act.disclose': t('antwoord klaargemaakt', 'réponse préparée', 'answer made'),
  'act.object': t('bezwaar ingewilligd', 'opposition accueillie', 'objection granted'),
  'other.shown': t('mag getoond worden', 'peut être montré', 'may be shown'),
  'of.correction': t('van een verbetering', 'd’une rectification', 'of a correction'),
  'of.erasure': t('van een wissing', 'd’un effacement', 'of an erasure'),
  'of.restriction': t('van een beperking', 'd’une limitation', 'of a restriction'),
  'waiver.impossible': t('het is niet mogelijk', 'c’est impossible', 'it is impossible'),
  'waiver.disproportionate': t(
    'het vergt een onevenredige inspanning',
    'cela exige des efforts disproportionnés',
    'it takes a disproportionate effort',
  ),
  'reason.recipient-ceased': t(
    'de ontvanger bestaat niet meer',
    'le destinataire n’existe plus',
    'the recipient has ceased to exist',
  ),
  'reason.recipient-cannot-identify': t(
    'de ontvanger kan u niet meer herkennen',
    'le destinataire ne peut plus vous identifier',
    'the recipient can no longer identify you',
  ),
  'reason.recipient-no-longer-holds': t(
    'de ontvanger heeft de gegevens niet meer',
    'le destinataire n’a plus les données',
    'the recipient no longer holds the data',
  ),
  'reason.effort-beyond-interest': t(
    'de inspanning weegt zwaarder dan uw belang erbij',
    'l’effort dépasse votre intérêt',
    'the effort is beyond your interest in it',
  ),
  'other.left-out': t('wordt weggelaten', 'est omis', 'is left out'),
  'part.issuer': t('aanmelding', 'moyen de connexion', 'sign-in'),
  'part.subject': t('aanmelding', 'moyen de connexion', 'sign-in'),
  'part.domain': t('domeinnaam', 'nom de domaine', 'domain name'),
  'part.login': t('gebruikersnaam', 'identifiant', 'login name'),
  'part.text': t('wat u schreef', 'ce que vous avez écrit', 'what you wrote'),
  'part.unlisted': t(
    'iets wat wij niet bijhouden',
    'une donnée que nous ne tenons pas',
    'something that we do not keep',
  ),
};

const CODES: Readonly<Record<string, Texts>> = {
  ...answers,
  ...refusals,
  ...proofs,
  ...restrictions,
  ...erasures,
  ...findings,
  ...links,
  ...recipients,
  ...steps,
  ...views,
  ...requestKinds,
  ...letters,
  ...bodies,
  ...grounds,
  ...kinds,
  ...payments,
  ...services,
  ...ends,
  ...transfers,
  ...bases,
  ...roles,
  ...channels,
  ...sources,
};

/** What a code is called, where its sort gives it a name of its own before that which it has anywhere; undefined where nobody named it. */
export function textsOf(code: string, sort?: string): Texts | undefined {
  return (sort === undefined ? undefined : CODES[`${sort}.${code}`]) ?? CODES[code];
}
