import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { DomainError } from '#libs/kernel';
import type { Bounds, Making } from './making';
import type { PostalAddress } from './types';

/** Given and family name, or the name of a legal person. */
export function fullName(making: Making, bounds: Bounds): string {
  return making.line(
    [
      { field: 'givenName', text: making.optional('givenName') },
      { field: 'familyName', text: making.value('familyName') },
    ],
    bounds,
  );
}

/** Street, house number and box on one line. */
export function streetLine(making: Making, { street, number, box }: PostalAddress, bounds: Bounds): string {
  return making.line(
    [
      { field: 'address/street', text: street },
      { field: 'address/number', text: number },
      { field: 'address/box', text: box, before: ' bus ' },
    ],
    bounds,
  );
}

/** `+CC.NNN`, RFC 5733 section 2.5. The national part keeps the zero that some countries (Italy) write abroad too. */
export function eppTelephone(making: Making): string {
  const number = parsePhoneNumberFromString(making.value('telephone'));
  const written = number && `+${number.countryCallingCode}.${number.nationalNumber}`;
  if (!written || !/^\+[0-9]{1,3}\.[0-9]{1,14}$/.test(written)) {
    throw new DomainError('value-not-representable', { fields: ['telephone'] });
  }
  return written;
}

/**
 * The language as the recipient's list has it.
 * @param written by primary language subtag, or by language and region where the list tells regions apart
 */
export function languageOf(
  making: Making,
  written: (tag: { language: string; region: string | undefined }) => string,
): string {
  const tag = making.value('language');
  // Language, script, region: the vocabulary lets no more pass, and these are told apart by their length (RFC 5646).
  const [language, ...subtags] = tag.split('-') as [string, ...string[]];
  const region = subtags.find(subtag => subtag.length < 4);
  const chosen = written({ language, region });
  if (chosen.replace('_', '-') !== tag) making.mapped('language');
  return chosen;
}

/** A VAT number without the blanks and full stops that people write in it. */
export function plainVatNumber(vatNumber: string | undefined): string | undefined {
  return vatNumber?.replace(/[ .]/g, '').toUpperCase();
}
