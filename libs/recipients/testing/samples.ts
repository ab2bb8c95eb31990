import * as fc from 'fast-check';
import type { SharedData, SharedValues } from '../types';

export const GENT = { street: 'Veldstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' };

const JAN: Required<SharedValues> = {
  familyName: 'Peeters',
  givenName: 'Jan',
  address: GENT,
  telephone: '+3292345678',
  email: 'jan@example.be',
  language: 'nl',
};

/** A natural person in Gent, with what is given instead; undefined: not shared. */
export function person(
  values: { readonly [F in keyof SharedValues]?: SharedValues[F] | undefined } = {},
  transit: Readonly<Record<string, string>> = {},
): SharedData {
  const all = Object.entries({ ...JAN, ...values }).filter(([, value]) => value !== undefined);
  return { kind: 'natural-person', values: Object.fromEntries(all), transit };
}

/** A company: a name and no first name. */
export function company(
  familyName = 'Peeters & Zonen',
  transit: Readonly<Record<string, string>> = {},
): SharedData {
  return { ...person({ familyName, givenName: undefined }, transit), kind: 'legal-person' };
}

/** Texts as the vocabulary lets them pass, in many scripts: NFC, no control characters, a letter in it. */
export function text(maxLength: number): fc.Arbitrary<string> {
  const character = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCXYZ -\'".&@,()') },
    { weight: 3, arbitrary: fc.constantFrom(...'éëüßøÅŁőşžČđŒ€ÿñāßŸ’–“') },
    { weight: 2, arbitrary: fc.constantFrom(...'Δημήτρηςкириллица陳大文ペータースमोहन') },
    { weight: 1, arbitrary: fc.constantFrom('\u{20bb7}', '\u{1f600}', '\u0301', '\u00a0', '＠', '&') },
  );
  return fc
    .tuple(fc.constantFrom(...'AéŁД陳'), fc.array(character, { maxLength: maxLength - 1 }))
    .map(([first, rest]) => [first, ...rest].join('').trim().normalize('NFC'))
    .filter(text => [...text].length <= maxLength);
}

const country = fc.constantFrom('BE', 'NL', 'IT', 'AE', 'US', 'CH');
const postalCodes: Readonly<Record<string, string>> = {
  BE: '9000',
  NL: '1012 AB',
  IT: '00184',
  US: '10001',
  CH: '8001',
};

export const anyAddress = fc
  .record(
    { street: text(100), number: text(20), box: text(20), city: text(100), country },
    { requiredKeys: ['street', 'city', 'country'] },
  )
  .map(address => {
    const postalCode = postalCodes[address.country];
    return { ...address, ...(postalCode !== undefined && { postalCode }) };
  });

/** Anyone, with all fields. */
export const anyone: fc.Arbitrary<SharedData> = fc
  .record({
    kind: fc.constantFrom('natural-person' as const, 'legal-person' as const),
    familyName: text(100),
    givenName: text(100),
    address: anyAddress,
    telephone: fc.constantFrom(
      '+3292345678',
      '+390612345678',
      '+12125550123',
      '+441624612345',
      '+861065529988',
    ),
    email: fc.constantFrom('jan@example.be', `${'x'.repeat(50)}@xn--mnchen-3ya.de`),
    language: fc.constantFrom('nl', 'nl-BE', 'fr', 'en-GB', 'pl', 'sv', 'zh-Hant-TW', 'gsw'),
  })
  .map(({ kind, ...values }) => {
    const { givenName: _, ...rest } = values;
    return { kind, values: kind === 'natural-person' ? values : rest, transit: {} };
  });
