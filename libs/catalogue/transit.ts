import { isValidBIC, isValidIBAN } from 'ibantools';
import { isDay } from '#libs/kernel';
import { inEea } from './eea';
import { isPeppolId } from './peppol';
import type { PurposeRecipient, TransitForm } from './types';

/** Characters that the SEPA schemes let pass in an identifier, without the slashes that they forbid. */
const SEPA_ID = /^(?!\/)(?!.*\/\/)(?!.*\/$)[A-Za-z0-9/\-?:().,'+ ]{1,35}$/;

/** What a value that passes through must look like, see {@link TRANSIT_FORMS}. */
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

/** Attributes whose values do not have the declared form. Names only: the values go nowhere from here. */
export function malformedTransit(
  sharing: PurposeRecipient,
  values: Readonly<Record<string, string>>,
): readonly { readonly name: string; readonly form: TransitForm }[] {
  return sharing.transit.flatMap(({ name, form }) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value !== undefined && form !== undefined && !FORMS[form](value) ? [{ name, form }] : [];
  });
}
