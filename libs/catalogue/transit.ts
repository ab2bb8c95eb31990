import { isValidBIC, isValidIBAN } from 'ibantools';
import { isDay } from '#libs/kernel';
import { inEea } from './eea';
import { isPeppolId } from './peppol';
import type { PurposeRecipient, TransitForm } from './types';

/** Characters that the SEPA schemes let pass in an identifier, without the slashes that they forbid. */
const SEPA_ID = /^(?!\/)(?!.*\/\/)(?!.*\/$)[A-Za-z0-9/\-?:().,'+ ]{1,35}$/;

/**
 * What a value that passes through must look like, with blanks taken out of IBAN and BIC by the caller or not:
 * - `iban`: ISO 13616 with its check digits; `bic`: ISO 9362
 * - `sepa-id`: identifier of a mandate, at most 35 characters of the SEPA set
 * - `date`: a day of the calendar
 * - `eea-country`: ISO 3166-1 alpha-2 of a state of the EEA (EURid accepts no other citizenship)
 * - `vat-number`: country prefix and at most 20 characters in all, as the registries take it
 * - `peppol-id`: scheme of the Peppol list, colon, identifier
 * - `cents`: an amount of money in hundredths, at most 15 digits; `currency`: ISO 4217
 * - `merchant-id`, `order-id`: as the payment provider takes them, at most 30 and 40 characters
 * - `https-url`: an absolute address without credentials; `sha-algorithm`: one that the payment provider knows
 */
const FORMS: Readonly<Record<TransitForm, (value: string) => boolean>> = {
  iban: value => isValidIBAN(unspaced(value)),
  bic: value => isValidBIC(unspaced(value)),
  'sepa-id': value => SEPA_ID.test(value),
  date: isDay,
  'eea-country': inEea,
  'vat-number': value => /^[A-Z]{2}[A-Za-z0-9+*.]{2,18}$/.test(unspaced(value)),
  'peppol-id': isPeppolId,
  cents: value => /^[1-9][0-9]{0,14}$/.test(value),
  currency: value => /^[A-Z]{3}$/.test(value),
  'merchant-id': value => /^[A-Za-z0-9_.-]{1,30}$/.test(value),
  'order-id': value => /^[A-Za-z0-9_-]{1,40}$/.test(value),
  'https-url': isHttpsUrl,
  'sha-algorithm': value => /^SHA-(?:1|256|512)$/.test(value),
};

function isHttpsUrl(value: string): boolean {
  if (!/^https:\/\/[!-~]+$/.test(value) || !URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username === '' && password === '';
}

function unspaced(value: string): string {
  return value.replaceAll(' ', '').toUpperCase();
}

/** Names of the attributes whose values do not have the declared form. Names only: the values go nowhere from here. */
export function malformedTransit(
  sharing: PurposeRecipient,
  values: Readonly<Record<string, string>>,
): readonly string[] {
  return sharing.transit
    .filter(({ name, form }) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      return value !== undefined && form !== undefined && !FORMS[form](value);
    })
    .map(({ name }) => name);
}
