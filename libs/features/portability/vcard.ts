import ICAL from 'ical.js';
import { LANGUAGES } from '#libs/letters';
import { wordsOf } from '#libs/words';
import type { PortabilityDocument } from './answers';

type Address = Readonly<Record<string, string>>;

/**
 * Name, address and ways to reach the person as a vCard 4.0 (RFC 6350), each different value once: what an address book
 * or another provider takes as it is (Art. 20). What a card has no place for is in the JSON document.
 */
export function vCard({ kind, subject, provided }: PortabilityDocument): string {
  const card = new ICAL.Component(['vcard', [], []]);
  const add = (name: string, value: string | string[], type = 'text', parameters = {}): void => {
    const property = new ICAL.Property(name, card);
    if (type !== 'text') property.resetType(type);
    for (const [parameter, of] of Object.entries<string>(parameters)) property.setParameter(parameter, of);
    property.setValue(value);
    card.addProperty(property);
  };
  const each = (field: string): unknown[] => [
    ...new Map(
      provided.flatMap(({ values }) =>
        values[field] === undefined ? [] : [[JSON.stringify(values[field]), values[field]] as const],
      ),
    ).values(),
  ];
  const [familyName, givenName] = ['familyName', 'givenName'].map(field => {
    const [first] = each(field);
    return typeof first === 'string' ? first : '';
  }) as [string, string];
  add('version', '4.0');
  add('uid', `urn:uuid:${subject}`, 'uri');
  add('kind', kind === 'legal-person' ? 'org' : 'individual');
  add('fn', [givenName, familyName].filter(Boolean).join(' ') || subject);
  if (kind === 'legal-person') add('org', familyName);
  else add('n', [familyName, givenName, '', '', '']);
  for (const address of each('address') as Address[]) {
    const { street = '', number = '', box, city = '', postalCode = '', country = '' } = address;
    const line = [street, number, box && `/ ${box}`].filter(Boolean).join(' ');
    add('adr', ['', '', line, city, '', postalCode, country]);
  }
  for (const telephone of each('telephone')) add('tel', String(telephone));
  for (const email of each('email')) add('email', String(email));
  for (const language of each('language')) add('lang', String(language), 'language-tag');
  // One text in several languages: alternatives of each other (RFC 6350 sections 5.1 and 5.4).
  if (provided.some(({ leftOut = [] }) => leftOut.length > 0))
    for (const language of LANGUAGES)
      add('note', wordsOf('portability', language)('card.left-out'), 'text', { altid: '1', language });
  return `${card.toString()}\r\n`;
}
