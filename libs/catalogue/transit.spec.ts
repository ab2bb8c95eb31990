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
  ['peppol-id', 'EM:jan@example.be', false],
])('%s %p: %p', (form, value, expected) => {
  expect(accepts(form, value)).toBe(expected);
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
