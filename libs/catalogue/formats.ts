import type { Field } from './fields';

export interface FormatRule {
  /** Fields that it cannot do without (of a legal person without the first name), and those that it may carry. */
  readonly needs: readonly Field[];
  readonly carries: readonly Field[];
  /** Names of transit attributes, alike. */
  readonly transitNeeds: readonly string[];
  readonly transitCarries: readonly string[];
}

const NAME = ['familyName', 'givenName'] as const;
const CONTACT = [...NAME, 'address', 'telephone', 'email'] as const;
const PAYER = [...CONTACT, 'language'] as const;
const ORDER = [
  ...['pspId', 'orderId', 'amount', 'currency'],
  ...['acceptUrl', 'declineUrl', 'exceptionUrl', 'cancelUrl'],
  ...['shaInPassphrase', 'shaInAlgorithm'],
] as const;

/**
 * What each recipient's format can be given. A catalogue that shares less than a format needs cannot be carried out; one
 * that shares more would put on record what never went out.
 */
export const FORMAT_RULES = {
  /** RFC 5733 with the extension of DNS Belgium. */
  'epp-dnsbe': {
    needs: [...CONTACT, 'language'],
    carries: [],
    transitNeeds: [],
    transitCarries: ['vatNumber'],
  },
  /** RFC 5733 with the extension of EURid. */
  'epp-eurid': {
    needs: [...CONTACT, 'language'],
    carries: [],
    transitNeeds: [],
    transitCarries: ['citizenship', 'vatNumber'],
  },
  /** RFC 5733 alone, in ASCII. */
  'epp-contact': { needs: CONTACT, carries: [], transitNeeds: [], transitCarries: [] },
  /** Debtor of a direct debit: ISO 20022 pain.008.001.08. */
  'sepa-debtor': {
    needs: NAME,
    carries: ['address'],
    transitNeeds: ['iban', 'mandateReference', 'mandateDate'],
    transitCarries: ['bic', 'endToEndId', 'amount'],
  },
  /** Parameters of Ingenico's e-Commerce page. */
  ogone: { needs: ['language'], carries: CONTACT, transitNeeds: [], transitCarries: ORDER },
  /** Customer object of its successor. */
  'worldline-direct': { needs: ['language'], carries: PAYER, transitNeeds: [], transitCarries: [] },
  /** Buyer of an invoice: UBL 2.1. */
  'ubl-customer': {
    needs: [...NAME, 'address'],
    carries: [],
    transitNeeds: [],
    transitCarries: ['endpointId', 'vatNumber'],
  },
} as const satisfies Readonly<Record<string, FormatRule>>;

/** How a recipient wants to be told. */
export type RecipientFormat = keyof typeof FORMAT_RULES;
export const RECIPIENT_FORMATS = Object.keys(FORMAT_RULES) as RecipientFormat[];
