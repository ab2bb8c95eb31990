import type { Language } from '#libs/words';

/** Name and address of somebody who is written to, line by line; the e-mail address where no other is known. */
export function addresseeLines(values: Readonly<Record<string, unknown>>, language: Language): string[] {
  const { givenName, familyName, address, email } = values;
  const name = [givenName, familyName].filter(Boolean).join(' ');
  if (!address) return [name, email].filter(Boolean) as string[];
  const { street, number, box, postalCode, city, country } = address as Readonly<Record<string, string>>;
  return [
    name,
    [street, number, box && `/ ${box}`].filter(Boolean).join(' '),
    `${postalCode ?? ''} ${city}`.trim(),
    new Intl.DisplayNames([language], { type: 'region' }).of(country!) ?? country!,
  ];
}
