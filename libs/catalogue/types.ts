import type { Field } from './fields';
import type { RecipientFormat } from './formats';

export type LegalBasis = 'A6-1-b' | 'A6-1-c' | 'A6-1-f';
export type ServiceType = 'domain' | 'hosting' | 'email' | 'dns';
export type PaymentMethod = 'direct-debit' | 'online-payment' | 'bank-transfer';
export type Period = 'contract' | 'month' | 'financial-year' | 'matter';

export interface Text {
  readonly nl: string;
  readonly fr?: string;
  readonly en: string;
}

/** When a purpose is open (P22). All that is named must hold; at least one thing is named. */
export interface Opening {
  /** A running service of one of these types. `any`: any running service. */
  readonly services?: readonly ServiceType[] | 'any';
  /** A running domain service with this extension. */
  readonly extension?: string;
  readonly payment?: PaymentMethod;
  /** Open from registration until the last service has ended: the contract itself, and what precedes it. */
  readonly contract?: boolean;
  /** Open because a law demands it, whatever runs (P04). */
  readonly legalDuty?: boolean;
  /**
   * Open only within a matter, request, mediation or order of its own (P07, P15, P16, P18), which has its own stream and
   * key: nothing is collected for it into a subject's record. Goes with the period `matter`, and only with it.
   */
  readonly matter?: boolean;
}

/** An attribute that a recipient's format needs beyond the closed vocabulary: passed through, never kept or logged. */
export interface Transit {
  readonly name: string;
  readonly required: boolean;
  /** Required in this case only (then `required` is false): the holder lives outside the EU and the EEA. */
  readonly requiredWhen?: 'residence-outside-eea';
  /** What a value must look like, see `transit.ts`. */
  readonly form?: TransitForm;
}
/** What a value that passes through looks like, in words; blanks in an IBAN, a BIC or a VAT number are left aside. */
export const TRANSIT_FORMS = {
  iban: 'ISO 13616, with its check digits',
  bic: 'ISO 9362',
  'sepa-id': 'identifier of a mandate, at most 35 characters of the SEPA set',
  date: 'a day of the calendar, YYYY-MM-DD',
  // EURid accepts no other citizenship.
  'eea-country': 'ISO 3166-1 alpha-2 of a state of the EEA',
  'vat-number': 'prefix of the country and at most 20 characters in all, as the registries take it',
  'peppol-id': 'scheme of the Peppol list, a colon, the identifier',
  cents: 'an amount of money in hundredths, at most 15 digits',
  currency: 'ISO 4217',
  'merchant-id': 'as the payment provider takes it, at most 30 characters',
  'order-id': 'as the payment provider takes it, at most 40 characters',
  'https-url': 'an absolute https address without credentials',
  'sha-algorithm': 'SHA-1, SHA-256 or SHA-512',
} as const;
export type TransitForm = keyof typeof TRANSIT_FORMS;

export interface PurposeRecipient {
  readonly recipient: string;
  /** How it wants to be told. Absent: the fields by their own names. */
  readonly format?: RecipientFormat;
  /** Fields shared, each of the purpose's required ones (of a legal person without `naturalPersonOnly`); `optional` ones only when held. */
  readonly fields: readonly Field[];
  readonly optional?: readonly Field[];
  /** Shared in this case, and then needed, and in no other: the account of the debtor is outside the EEA. */
  readonly conditional?: readonly { readonly field: Field; readonly when: 'account-outside-eea' }[];
  /** Conditions besides the purpose being open. */
  readonly conditions: readonly Condition[];
  /** Names of attributes the caller passes through, never kept. */
  readonly transit: readonly Transit[];
}

/** What a sharing may be bound to besides its purpose being open. */
export const CONDITIONS = {
  'terms-accepted': "the current terms of the link's extension are accepted (P02)",
  'extension-served': 'the recipient serves the extension of the link on that day (P10)',
  'holder-link': 'the subject holds the domain name that `link` names',
  'payment-chosen': 'the way of paying of the purpose stands, with this bank where there are many (P11, P12)',
  'invoice-reference': '`reference` names an invoice (P13)',
} as const;
export type Condition = keyof typeof CONDITIONS;

/** What a condition wants, in words; and of the caller's reference, where it is about that. */
export interface ConditionRule {
  readonly condition: Condition;
  readonly label: Text;
  /** `pattern`: a regular expression (ECMA-262) that the reference has to match, with an example that does. */
  readonly reference?: { readonly pattern: string; readonly example: string };
}

export interface Purpose {
  /** `contract/1`: name and version; the name scopes keys. */
  readonly id: string;
  readonly label: Text;
  /** DPV purpose, such as `dpv:ServiceProvision`. */
  readonly dpv: string;
  readonly basis: LegalBasis;
  /** Why this basis. */
  readonly reason: Text;
  readonly policy: readonly string[];
  /** Fields that must be given or held, and those that may be. */
  readonly required: readonly Field[];
  readonly optional: readonly Field[];
  /** Required of a natural person only (a legal person has no first name). */
  readonly naturalPersonOnly: readonly Field[];
  readonly opening: Opening;
  readonly period: Period;
  readonly retention: {
    readonly after: 'contract-end' | 'service-end' | 'period-end' | 'matter-closed';
    readonly duration: string;
    readonly source: string;
    readonly decidedBy: 'controller' | 'law';
  };
  readonly recipients: readonly PurposeRecipient[];
  /** May a look (P09) state this purpose? */
  readonly look: boolean;
  /** Nothing is collected for it: its fields are what a look that states it may show of values held for other purposes. */
  readonly lookOnly?: boolean;
}

export interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly role: 'controller' | 'processor';
  readonly dpv: string;
  /** Why that role, in the controller's judgement. */
  readonly reason?: Text;
  readonly country: string;
  /** Ground for a transfer outside the EEA, such as `A45-3`; absent inside. */
  readonly transferGround?: string;
  /** The decision, contract or clauses that the ground rests on. */
  readonly transferSource?: string;
  readonly policy: readonly string[];
  /** Present where the recipient is a kind of many (the customer's bank): those that are known by name. */
  readonly instances?: readonly Instance[];
  /**
   * Others of the kind in these countries, each known by its BIC (ISO 9362, the eight characters of the institution), which
   * is its id then. Outside the EEA with the ground that the transfer has there. Absent: the list is closed.
   */
  readonly byBic?: readonly {
    readonly countries: readonly string[];
    readonly transferGround?: string;
    readonly transferSource?: string;
  }[];
}

export interface Instance {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  /** ISO 9362, eight characters: another name of the same bank. */
  readonly bic?: string;
  /** Bank identifiers in the IBANs of its country, each alone or from-to: `400-499`. An account with one is with this bank. */
  readonly bankCodes?: readonly string[];
}

export interface Extension {
  /** Without leading dot, A-labels: `be`, `co.uk`. Longest suffix wins. */
  readonly extension: string;
  readonly recipient: string;
  /** First and last day (Europe/Brussels), `to` absent while in force. */
  readonly from: string;
  readonly to?: string;
  /** Document whose current version must be accepted, such as `terms:be`. */
  readonly terms: string;
  /** Lower-case letters that the registry takes in a name, beside digits and hyphen; absent: all that IDNA 2008 lets pass. */
  readonly letters?: string;
}

export interface DocumentVersion {
  readonly document: string;
  readonly version: string;
  readonly from: string;
  readonly title: Text;
}

/** Roles of people who look at what is not their own. */
export type LookingRole = 'staff' | 'privacy-officer' | 'auditor';

/** What people in these roles may look for (P09), and the fields that they are shown then. */
export interface LookRule {
  /** Name of a purpose that allows looking. */
  readonly purpose: string;
  readonly roles: readonly LookingRole[];
  readonly fields: readonly Field[];
}

/** What a client of the API, a service by its client id, may do: whatever its token's scopes are besides. */
export interface ClientRule {
  readonly client: string;
  /** Names of the purposes that it collects, uses, shares and looks for. */
  readonly purposes: readonly string[];
  /** Recipients that it shares with. */
  readonly recipients: readonly string[];
  /** Names of those of its purposes of which it erases a part; never a whole subject. */
  readonly erases: readonly string[];
}

/** Where the terms in `dpv`, `basis` and `transferGround` are defined: versionless addresses mean the latest, so the version is stored. */
export interface Vocabulary {
  readonly name: string;
  readonly version: string;
  readonly namespaces: { readonly dpv: string; readonly 'eu-gdpr': string; readonly pd: string };
}

/** Telling recipients that data was corrected, erased or restricted (Art. 19). */
export interface Telling {
  /** Within what time a recipient is told: the article has none. ISO 8601, of whole days, months or years: `P14D`. */
  readonly within: string;
  readonly source: string;
  readonly decidedBy: 'controller';
  /** Reasons of an erasure of which recipients are told. */
  readonly erasures: readonly (
    'no-longer-needed' | 'objection' | 'unlawful' | 'legal-obligation' | 'retention-ended'
  )[];
}

/** Contact mediation (P15). */
export interface MediationRule {
  /**
   * How long an owner who chose to make contact can read who seeks it, once the third party has heard so: the policy names
   * no time. ISO 8601, of whole days, weeks or months: `P30D`.
   */
  readonly kept: string;
  readonly source: string;
  readonly decidedBy: 'controller';
}

/** Earlier values of what was corrected (Art. 5(1)(d), (e)). */
export interface Corrections {
  /** So long after the correction they are kept, and until nobody has to hear of it any more (Art. 19). ISO 8601: `P90D`. */
  readonly kept: string;
  readonly source: string;
  readonly decidedBy: 'controller';
}

export interface Catalogue {
  /** Policy version, `2018-05-25`; a change of the catalogue under the same policy text is `2018-05-25.2` and so on. */
  readonly version: string;
  /** First day in force (Europe/Brussels). */
  readonly from: string;
  readonly controller: { readonly name: string; readonly contact: string; readonly country: string };
  readonly fields: readonly { readonly field: Field; readonly label: Text; readonly dpv: string }[];
  readonly services: readonly {
    readonly type: ServiceType;
    readonly label: Text;
    readonly renewalWindowDays: number;
  }[];
  readonly purposes: readonly Purpose[];
  readonly recipients: readonly Recipient[];
  readonly extensions: readonly Extension[];
  /** Absent in versions before `2018-05-25.2`. */
  readonly conditions?: readonly ConditionRule[];
  readonly documents: readonly DocumentVersion[];
  /**
   * Which clients may act for what; one that is not named acts for nothing. Absent (in versions before `2018-05-25.2`):
   * scopes alone say what a client may, and none erases.
   */
  readonly clients?: readonly ClientRule[];
  /** Absent (in versions before `2018-05-25.2`): whoever may call looks for any purpose that allows it, and is shown its fields. */
  readonly looks?: readonly LookRule[];
  readonly vocabulary?: Vocabulary;
  /** `migration: false`: what came from an earlier system was not provided by the person (Art. 20(1)). Absent: it was. */
  readonly portability?: { readonly migration: boolean };
  /** Absent in versions before `2018-05-25.2`: fourteen days, and of every erasure. */
  readonly telling?: Telling;
  /** Absent in versions before `2018-05-25.2`: nothing is kept once the third party is answered. */
  readonly mediation?: MediationRule;
  /** Absent in versions before `2018-05-25.2`: earlier values end with what they were held for. */
  readonly corrections?: Corrections;
}
