import { company, person } from '../testing/samples';
import { documentOf, made, refusal } from '../testing/given';
import { faults } from '../testing/schema';

const create = { kind: 'epp-create' as const, contact: 'DC-17' };

test('P10 the registrar of .com gets the holder in ASCII: no language, no extension', () => {
  const { payload, adjustments, fields } = made(
    'epp-contact',
    person({
      givenName: 'Zoë',
      familyName: '陳',
      language: undefined,
      address: {
        street: 'Łódzka',
        number: '5',
        box: '1',
        city: 'Kraków',
        postalCode: '30-001',
        country: 'PL',
      },
    }),
  );
  expect(payload).toEqual({
    format: 'epp-contact',
    contact: {
      postalInfo: {
        type: 'int',
        name: 'Zoe Chen',
        addr: { street: ['Lodzka 5 bus 1'], city: 'Krakow', pc: '30-001', cc: 'PL' },
      },
      voice: '+32.92345678',
      email: 'jan@example.be',
    },
  });
  expect(adjustments).toEqual([
    { field: 'givenName', what: 'transliterated', characters: 1 },
    { field: 'familyName', what: 'transliterated', characters: 1 },
    { field: 'address/street', what: 'transliterated', characters: 2 },
    { field: 'address/city', what: 'transliterated', characters: 1 },
  ]);
  expect(fields).not.toContain('language');
});

test('P10 a country without postal codes has none', () => {
  const address = { street: 'Corniche', number: '1', city: 'Dubai', country: 'AE' };
  const { payload, adjustments } = made('epp-contact', person({ address, language: undefined }));
  expect(payload.contact.postalInfo.addr).toEqual({ street: ['Corniche 1'], city: 'Dubai', cc: 'AE' });
  expect(adjustments).toEqual([]);
});

test('P10 what ASCII makes longer than a line is cut', () => {
  const familyName = '陳'.repeat(100);
  const { payload, adjustments } = made('epp-contact', person({ familyName, language: undefined }));
  expect(payload.contact.postalInfo.name).toHaveLength(255);
  expect(adjustments).toContainEqual({ field: 'familyName', what: 'cut', length: 400, kept: 251 });
});

test('P10 create and update are valid, without extension', async () => {
  const data = [person({ language: undefined }), { ...company(), values: { ...company().values } }];
  const documents = data.flatMap(each => [
    documentOf('epp-contact', each, create),
    documentOf('epp-contact', each, { ...create, kind: 'epp-update' }),
  ]);
  expect(await faults('epp.xsd', ...documents)).toEqual([]);
  for (const text of documents) {
    expect(text).not.toContain('<extension>');
    expect(text).toContain('<contact:id>DC-17</contact:id>');
    expect(text).toContain('<contact:name>');
  }
});

test('P10 a registrar allots no ids: the caller names the contact', () => {
  expect(refusal(() => documentOf('epp-contact', person(), { kind: 'epp-create' }))).toMatchObject({
    code: 'malformed-value',
  });
});
