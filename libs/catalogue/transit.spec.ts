import { malformedTransit } from './transit';
import type { TransitForm } from './types';

function accepts(form: TransitForm, value: string): boolean {
  const sharing = {
    recipient: 'bank',
    fields: [],
    conditions: [],
    transit: [{ name: 'attribute', required: true, form }],
  };
  return malformedTransit(sharing, { attribute: value }).length === 0;
}

test.each<[TransitForm, string, boolean]>([
  ['iban', 'BE68539007547034', true],
  ['iban', 'be68 5390 0754 7034', true],
  ['iban', 'BE68539007547035', false],
  ['iban', '539007547034', false],
  ['bic', 'GEBABEBB', true],
  ['bic', 'GEBABEBB36A', true],
  ['bic', 'GEBABEB', false],
  ['sepa-id', 'MANDATE/2026-11+(1)', true],
  ['sepa-id', '/MANDATE', false],
  ['sepa-id', 'MANDATE/', false],
  ['sepa-id', 'MAN//DATE', false],
  ['sepa-id', 'MANDAÉ', false],
  ['sepa-id', 'x'.repeat(36), false],
  ['sepa-id', '', false],
  ['date', '2026-02-28', true],
  ['date', '2026-02-29', false],
  ['eea-country', 'NO', true],
  ['eea-country', 'CH', false],
  ['eea-country', 'be', false],
  ['vat-number', 'BE0123456749', true],
  ['vat-number', 'BE 0123.456.749', true],
  ['vat-number', '0123456749', false],
  ['vat-number', `BE${'1'.repeat(19)}`, false],
  ['peppol-id', '0208:0123456749', true],
  ['peppol-id', '9925:BE0123456749', true],
  ['peppol-id', '0208:0123456748', false],
  ['peppol-id', '0208:123456749', false],
  ['peppol-id', '1234:0123456749', false],
  ['peppol-id', 'EM:jan@example.be', false],
  ['cents', '1500', true],
  ['cents', '0', false],
  ['cents', '15.00', false],
  ['cents', '1'.repeat(16), false],
  ['currency', 'EUR', true],
  ['currency', 'eur', false],
  ['merchant-id', 'MyPSPID', true],
  ['merchant-id', 'x'.repeat(31), false],
  ['order-id', 'invoice_2026-17', true],
  ['order-id', 'invoice/17', false],
  ['https-url', 'https://example.be/paid?order=17', true],
  ['https-url', 'http://example.be/paid', false],
  ['https-url', 'https://jan:secret@example.be/', false],
  ['https-url', 'https://example.be/\nX', false],
  ['sha-algorithm', 'SHA-512', true],
  ['sha-algorithm', 'MD5', false],
])('%s %p: %p', (form, value, expected) => {
  expect(accepts(form, value)).toBe(expected);
});

test('what has not the form is named, with the form, and never with its value', () => {
  const sharing = {
    recipient: 'bank',
    fields: [],
    conditions: [],
    transit: [{ name: 'account', required: true, form: 'iban' as const }],
  };
  expect(malformedTransit(sharing, { account: 'secret' })).toEqual([{ name: 'account', form: 'iban' }]);
});

test('only declared attributes with a form are looked at', () => {
  const sharing = {
    recipient: 'bank',
    fields: [],
    conditions: [],
    transit: [
      { name: 'free', required: true },
      { name: 'toString', required: false, form: 'iban' as const },
    ],
  };
  expect(malformedTransit(sharing, { free: 'anything', other: 'anything' })).toEqual([]);
});
