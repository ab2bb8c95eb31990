import { company, person } from '../testing/samples';
import { documentOf, made, refusal } from '../testing/given';
import { faults, refused } from '../testing/schema';

const V13 = 'http://www.eurid.eu/xml/epp/contact-ext-1.3';
const V14 = 'http://www.eurid.eu/xml/epp/contact-ext-1.4';
const DOMAIN = 'http://www.eurid.eu/xml/epp/domain-ext-2.5';
const create = { kind: 'epp-create' as const, extensions: [DOMAIN, V13] };
const of = (...given: Parameters<typeof person>) => made('epp-eurid', person(...given));
const abroad = { street: 'Bahnhofstrasse', number: '1', postalCode: '8001', city: 'Zürich', country: 'CH' };

test('P10 EURid gets the holder in their own script, as a natural person', () => {
  const { payload, adjustments } = of({ givenName: 'Δημήτρης', familyName: 'Παπαδόπουλος', language: 'el' });
  expect(payload).toEqual({
    format: 'epp-eurid',
    contact: {
      postalInfo: {
        type: 'loc',
        name: 'Δημήτρης Παπαδόπουλος',
        addr: { street: ['Veldstraat 12'], city: 'Gent', pc: '9000', cc: 'BE' },
      },
      voice: '+32.92345678',
      email: 'jan@example.be',
    },
    extension: { type: 'registrant', lang: 'el', naturalPerson: true },
  });
  expect(adjustments).toEqual([]);
});

describe('P10 citizenship', () => {
  test('goes out of a natural person who lives outside the EU and the EEA', () => {
    const { payload, transit, adjustments } = of({ address: abroad }, { citizenship: 'BE' });
    expect(payload.extension.countryOfCitizenship).toBe('BE');
    expect(transit).toEqual(['citizenship']);
    expect(adjustments).toEqual([]);
  });

  test('and of nobody else, though the caller passes it', () => {
    for (const data of [
      person({}, { citizenship: 'BE' }),
      person({ address: { ...abroad, country: 'NO' } }, { citizenship: 'BE' }),
      { ...company('ACME', { citizenship: 'BE' }) },
    ]) {
      const { payload, transit, adjustments } = made('epp-eurid', data);
      expect(payload.extension).not.toHaveProperty('countryOfCitizenship');
      expect(transit).toEqual([]);
      expect(adjustments).toEqual([{ field: 'citizenship', what: 'omitted' }]);
    }
  });
});

test('P10 an organisation is none, and has its VAT number', () => {
  const { payload } = made('epp-eurid', company('ACME', { vatNumber: 'BE0123456749' }));
  expect(payload.contact.postalInfo).toMatchObject({ name: 'ACME', org: 'ACME' });
  expect(payload.extension).toEqual({
    type: 'registrant',
    vat: 'BE0123456749',
    lang: 'nl',
    naturalPerson: false,
  });
});

test.each([
  ['pl', 'pl', 0],
  ['ga', 'ga', 0],
  ['pt-BR', 'pt', 1],
  ['no', 'en', 1],
  ['zh-Hant-TW', 'en', 1],
])('P10 %s is %s among the languages of the Union', (language, lang, mapped) => {
  const { payload, adjustments } = of({ language });
  expect(payload.extension.lang).toBe(lang);
  expect(adjustments).toEqual(Array.from({ length: mapped }, () => ({ field: 'language', what: 'mapped' })));
});

test('P10 names longer than 50 characters are cut between code points', () => {
  const { payload, adjustments } = of({ familyName: '\u{20bb7}'.repeat(60) });
  expect(payload.contact.postalInfo.name).toBe(`Jan ${'\u{20bb7}'.repeat(46)}`);
  expect(adjustments).toEqual([{ field: 'familyName', what: 'cut', length: 60, kept: 46 }]);
});

describe('P10 as EPP', () => {
  test.each([V13, V14])('create and update are valid with %s', async version => {
    const extensions = [DOMAIN, version];
    const data = [
      person(),
      person({ address: abroad, language: 'de' }, { citizenship: 'DE' }),
      company('Ångström & Zn', { vatNumber: 'BE0123456749' }),
    ];
    const documents = data.flatMap(each => [
      documentOf('epp-eurid', each, { kind: 'epp-create', extensions }),
      documentOf('epp-eurid', each, { kind: 'epp-update', extensions, contact: 'c1234567' }),
    ]);
    for (const text of documents) expect(text).toContain(`xmlns:contact-ext="${version}"`);
    expect(await faults('epp.xsd', ...documents)).toEqual([]);
  });

  test('where the server has both versions, the newer one', () => {
    const text = documentOf('epp-eurid', person(), { kind: 'epp-create', extensions: [V13, V14] });
    expect(text).toContain(V14);
    expect(text).not.toContain(V13);
  });

  test('a version that we do not write is not guessed', () => {
    const extensions = ['http://www.eurid.eu/xml/epp/contact-ext-1.5'];
    expect(refusal(() => documentOf('epp-eurid', person(), { kind: 'epp-create', extensions }))).toEqual({
      code: 'format-extension-missing',
      details: { extensions: [V14, V13] },
    });
  });

  test('a planted fault is found: the schema can fail', async () => {
    const text = documentOf('epp-eurid', person(), create);
    const plants: [right: string, wrong: string][] = [
      ['<contact-ext:naturalPerson>true</contact-ext:naturalPerson>', ''],
      ['<contact-ext:lang>nl<', '<contact-ext:lang>nl-BE<'],
      ['<contact-ext:type>registrant<', '<contact-ext:type>licensee<'],
    ];
    for (const [right] of plants) expect(text).toContain(right);
    const planted = plants.map(([right, wrong]) => text.replace(right, wrong));
    expect(await refused('epp.xsd', ...planted, text)).toEqual([...planted.keys()]);
  });
});
