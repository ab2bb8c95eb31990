import { company, person } from '../testing/samples';
import { documentOf, made } from '../testing/given';

test('P12 the successor gets its customer object', () => {
  const { address, ...values } = person().values;
  const { payload } = made('worldline-direct', { ...person(), values });
  expect(address).toBeDefined();
  expect(payload).toEqual({
    format: 'worldline-direct',
    order: {
      customer: {
        locale: 'nl_BE',
        personalInformation: { name: { firstName: 'Jan', surname: 'Peeters' } },
        contactDetails: { emailAddress: 'jan@example.be', phoneNumber: '+3292345678' },
      },
    },
  });
});

test('P12 of a company the name, where a catalogue shares it the address', () => {
  const values = { ...company('ACME').values, address: { ...person().values.address!, box: '3' } };
  expect(made('worldline-direct', { ...company(), values }).payload.order.customer).toMatchObject({
    companyInformation: { name: 'ACME' },
    billingAddress: {
      street: 'Veldstraat',
      houseNumber: '12',
      additionalInfo: '3',
      zip: '9000',
      city: 'Gent',
      countryCode: 'BE',
    },
  });
});

test.each([
  ['nl-NL', 'nl_NL', 0],
  ['fr', 'fr_BE', 1],
  ['pl', 'pl_PL', 1],
  ['zh-Hant-TW', 'zh_TW', 1],
])('P12 %s is the locale %s', (language, locale, mapped) => {
  const { payload, adjustments } = made('worldline-direct', { ...person(), values: { language } });
  expect(payload.order.customer).toEqual({ locale });
  expect(adjustments).toHaveLength(mapped);
});

test('P12 as JSON', () => {
  const data = { ...person(), values: { language: 'nl' } };
  expect(JSON.parse(documentOf('worldline-direct', data, { kind: 'worldline-direct' }))).toEqual({
    order: { customer: { locale: 'nl_BE' } },
  });
});
