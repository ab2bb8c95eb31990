import { isValidBIC, isValidIBAN } from 'ibantools';
import { isDay } from '#libs/kernel';
import { inEea } from './eea';
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
 * - `peppol-id`: scheme of four digits, colon, identifier
 */
const FORMS: Readonly<Record<TransitForm, (value: string) => boolean>> = {
  iban: value => isValidIBAN(unspaced(value)),
  bic: value => isValidBIC(unspaced(value)),
  'sepa-id': value => SEPA_ID.test(value),
  date: isDay,
  'eea-country': inEea,
  'vat-number': value => /^[A-Z]{2}[A-Za-z0-9+*.]{2,18}$/.test(unspaced(value)),
  'peppol-id': value => /^[0-9]{4}:[A-Za-z0-9._~-]{1,50}$/.test(value),
};

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
