import { getAlpha2Codes } from 'i18n-iso-countries';
import { parseAddress } from './address';

const address = { street: 'Veldstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' };

/** European Economic Area, and the United Kingdom, Switzerland, the United States, Canada. */
const CODES: [country: string, given: string, written: string][] = [
  ['AT', '1010', '1010'],
  ['BE', ' 9000 ', '9000'],
  ['BG', '1000', '1000'],
  ['CY', '1010', '1010'],
  ['CZ', '11000', '110 00'],
  ['DE', '10115', '10115'],
  ['DK', '1050', '1050'],
  ['EE', '10111', '10111'],
  ['ES', '28001', '28001'],
  ['FI', '00100', '00100'],
  ['FR', '75 001', '75001'],
  ['GR', '10557', '105 57'],
  ['HR', '10000', '10000'],
  ['HU', '1011', '1011'],
  ['IE', 'd02af30', 'D02 AF30'],
  ['IS', '101', '101'],
  ['IT', '00118', '00118'],
  ['LI', '9490', '9490'],
  ['LT', '01100', 'LT-01100'],
  ['LU', 'L-1009', '1009'],
  ['LV', 'lv1010', 'LV-1010'],
  ['MT', 'vlt1117', 'VLT 1117'],
  ['NL', '1012ab', '1012 AB'],
  ['NO', '0150', '0150'],
  ['PL', '00950', '00-950'],
  ['PT', '1000 001', '1000-001'],
  ['RO', '010011', '010011'],
  ['SE', '11122', '111 22'],
  ['SI', '1000', '1000'],
  ['SK', '811 01', '811 01'],
  ['CH', '3000', '3000'],
  ['GB', 'sw1a1aa', 'SW1A 1AA'],
  ['GB', 'M11AE', 'M1 1AE'],
  ['US', '20500', '20500'],
  ['US', '205000001', '20500-0001'],
  ['CA', 'k1a0b1', 'K1A 0B1'],
];

const refusals: [what: string, change: Record<string, unknown>, rule: string, at: string][] = [
  ['a Dutch code in Belgium', { postalCode: '1012 AB' }, 'postal-code-form', 'postalCode'],
  ['five digits in Belgium', { postalCode: '90000' }, 'postal-code-form', 'postalCode'],
  ['no code in Belgium', { postalCode: undefined }, 'missing', 'postalCode'],
  ['a number as code', { postalCode: 9000 }, 'not-text', 'postalCode'],
  ['a long code', { postalCode: '9'.repeat(21) }, 'too-long', 'postalCode'],
  ['a code where there is none', { country: 'AE' }, 'postal-code-not-used', 'postalCode'],
  ['an unknown country', { country: 'ZZ' }, 'country-unknown', 'country'],
  ['a user-assigned code', { country: 'XK' }, 'country-unknown', 'country'],
  ['an alpha-3 code', { country: 'BEL' }, 'country-unknown', 'country'],
  ['a country by name', { country: 'België' }, 'country-unknown', 'country'],
  ['no country', { country: undefined }, 'missing', 'country'],
  ['no street', { street: undefined }, 'missing', 'street'],
  ['an empty street', { street: ' ' }, 'empty', 'street'],
  ['NUL in the city', { city: 'Ge\0nt' }, 'forbidden-character', 'city'],
  ['a long number', { number: '1'.repeat(21) }, 'too-long', 'number'],
  ['an empty box', { box: '' }, 'empty', 'box'],
];

describe('P03 address', () => {
  test('a house may have no number', () => {
    const { number: _none, ...without } = address;
    expect(parseAddress(without)).toEqual({ ok: true, value: without });
  });

  test.each(CODES)('%s writes the postal code %s as %s', (country, given, written) => {
    expect(parseAddress({ ...address, country, postalCode: given })).toMatchObject({
      ok: true,
      value: { country, postalCode: written },
    });
    expect(parseAddress({ ...address, country, postalCode: written })).toMatchObject({
      value: { postalCode: written },
    });
  });

  test.each(refusals)('%s is refused', (_what, change, rule, at) => {
    expect(parseAddress({ ...address, ...change })).toEqual({ ok: false, rule, at });
  });

  test('the country is in capitals, the box is kept, a country without codes needs none', () => {
    const given = { street: 'Sheikh Zayed Road', number: '1', box: 'PO 5', city: 'Dubai', country: 'ae' };
    expect(parseAddress(given)).toEqual({ ok: true, value: { ...given, country: 'AE' } });
  });

  test('a country whose codes are not known takes a code or none', () => {
    expect(parseAddress({ ...address, country: 'PE', postalCode: '15001' })).toMatchObject({ ok: true });
    expect(parseAddress({ ...address, country: 'PE', postalCode: undefined })).toMatchObject({ ok: true });
    expect(parseAddress({ ...address, country: 'PE', postalCode: '@' })).toMatchObject({
      rule: 'postal-code-form',
    });
  });

  test('every country of ISO 3166-1 can be lived in', () => {
    for (const country of Object.keys(getAlpha2Codes())) {
      if (country === 'XK') continue;
      const codes = [undefined, ...CODES.filter(([of]) => of === country).map(([, , written]) => written)];
      const known = codes.some(postalCode => parseAddress({ ...address, country, postalCode }).ok);
      const refusedAt = parseAddress({ ...address, country, postalCode: undefined });
      expect(known || (!refusedAt.ok && refusedAt.at === 'postalCode')).toBe(true);
    }
  });
});
