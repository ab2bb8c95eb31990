import {
  bankOf,
  countryOf,
  inEea,
  malformedTransit,
  type Purpose,
  type PurposeRecipient,
  type Recipient,
} from '#libs/catalogue';
import { DomainError } from '#libs/kernel';
import { malformed } from './guards';
import type { SubjectState } from './state';
import type { Address } from './vocabulary/address';

/** Attributes that pass through a sharing, by name. Their values are nowhere afterwards. */
export type Transit = Readonly<Record<string, string>>;

/** Attributes that pass through: those that the catalogue knows, in their form, with all that this subject needs. */
export function requireTransit(
  sharing: PurposeRecipient,
  transit: Transit,
  kind: SubjectState['kind'],
  address: Address | undefined,
): void {
  const names = Object.keys(transit);
  const attributes = sharing.transit.map(({ name }) => name);
  if (names.some(name => !attributes.includes(name)))
    throw new DomainError('transit-not-allowed', { attributes });
  const livesOutside = kind === 'natural-person' && address !== undefined && !inEea(address.country);
  const missing = sharing.transit
    .filter(each => each.required || (each.requiredWhen === 'residence-outside-eea' && livesOutside))
    .map(({ name }) => name)
    .filter(name => !names.includes(name));
  if (missing.length > 0) throw new DomainError('transit-missing', { attributes: missing });
  const wrong = malformedTransit(sharing, transit);
  if (wrong.length > 0) {
    throw malformed(
      ...wrong.map(({ name, form }) => ({
        pointer: `/transit/${name}`,
        rule: 'transit-form' as const,
        form,
      })),
    );
  }
}

/** Country of the account that passes through; undefined: none does. */
function accountCountry(transit: Transit): string | undefined {
  return transit.iban?.replaceAll(' ', '').slice(0, 2).toUpperCase();
}

export function isAccountOutsideEea(transit: Transit): boolean {
  const country = accountCountry(transit);
  return country !== undefined && !inEea(country);
}

/**
 * An account whose bank code the catalogue has is with that bank. One outside the EEA is with a bank of its country, which the catalogue lists with a ground for the transfer
 * (Art. 44–49). Without one the bank is a third party, and refused on record.
 */
export function requireBankOfAccount(
  { conditional }: PurposeRecipient,
  transit: Transit,
  to: { purpose: Purpose; recipient: Recipient; instance: string | undefined },
): void {
  const { purpose, recipient, instance } = to;
  const account = accountCountry(transit);
  const refusal = { reason: 'third-party', purpose: purpose.id, recipient: recipient.id } as const;
  if (!conditional || account === undefined) return;
  const known = bankOf(recipient, transit.iban!);
  if (known && known.id !== instance) throw new DomainError('account-elsewhere', {}, refusal);
  const bank = countryOf(recipient, instance);
  if (account === bank || (bank !== undefined && inEea(account) && inEea(bank))) return;
  throw new DomainError('instance-unknown', {}, refusal);
}
