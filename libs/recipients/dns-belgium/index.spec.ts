import { company, GENT, person } from '../testing/samples';
import { documentOf, made, refusal, SHARING } from '../testing/given';
import { faults, refused } from '../testing/schema';

const NAMESPACE = 'http://www.dns.be/xml/epp/dnsbe-1.0';
const create = { kind: 'epp-create' as const, extensions: [NAMESPACE] };
const update = { kind: 'epp-update' as const, extensions: [NAMESPACE], contact: 'c1234567' };
const of = (...given: Parameters<typeof person>) => made('epp-dnsbe', person(...given));

test('P10 DNS Belgium gets the holder as an EPP contact, and nothing that it does not need', () => {
  const { payload, adjustments, fields, transit } = of({ address: { ...GENT, box: '3' } });
  expect(payload).toEqual({
    format: 'epp-dnsbe',
    contact: {
      postalInfo: {
        type: 'loc',
        name: 'Jan Peeters',
        addr: { street: ['Veldstraat 12 bus 3'], city: 'Gent', pc: '9000', cc: 'BE' },
      },
      voice: '+32.92345678',
      email: 'jan@example.be',
    },
    extension: { type: 'licensee', lang: 'nl' },
  });
  expect(adjustments).toEqual([]);
  expect(fields).toEqual(['address', 'email', 'familyName', 'givenName', 'language', 'telephone']);
  expect(transit).toEqual([]);
});

test('P10 a private person has no organisation and no VAT number, an organisation has both', () => {
  const given = of({}, { vatNumber: 'BE0123456749' });
  expect(given.payload.contact.postalInfo).not.toHaveProperty('org');
  expect(given.payload.extension).not.toHaveProperty('vat');
  expect(given.adjustments).toEqual([{ field: 'vatNumber', what: 'omitted' }]);
  expect(given.transit).toEqual([]);

  const organisation = made('epp-dnsbe', company('Peeters & Zonen', { vatNumber: 'BE 0123.456.749' }));
  expect(organisation.payload.contact.postalInfo).toMatchObject({
    name: 'Peeters & Zonen',
    org: 'Peeters & Zonen',
  });
  expect(organisation.payload.extension.vat).toBe('BE0123456749');
  expect(organisation.transit).toEqual(['vatNumber']);
});

describe('P10 what is outside ISO-8859-15 is written otherwise, and said', () => {
  test.each([
    ['Łukasz', 'Lukasz', 1],
    ['Δημήτρης', 'Dimitris', 8],
    ['Дмитрий', 'Dmitriy', 7],
    ['O’Brien', "O'Brien", 1],
    ['Çelik-Šimůnek', 'Çelik-Šimunek', 1],
  ])('%s becomes %s', (givenName, written, characters) => {
    const { payload, adjustments } = of({ givenName });
    expect(payload.contact.postalInfo.name).toBe(`${written} Peeters`);
    expect(adjustments).toEqual([{ field: 'givenName', what: 'transliterated', characters }]);
  });

  test.each(['Zoë', 'Müller', 'Œuvrard', 'Žižka', 'Æsir', 'Þór', 'D’Hondt'.replace('’', "'")])(
    '%s stays as it is',
    familyName => {
      const { payload, adjustments } = of({ familyName });
      expect(payload.contact.postalInfo.name).toBe(`Jan ${familyName}`);
      expect(adjustments).toEqual([]);
    },
  );

  test('an @ is dropped, in whichever width', () => {
    const { payload, adjustments } = of({ familyName: 'Pee@ters ＠ Zn' });
    expect(payload.contact.postalInfo.name).toBe('Jan Peeters Zn');
    expect(adjustments).toEqual([{ field: 'familyName', what: 'omitted', characters: 2 }]);
  });

  test('in the address too', () => {
    const { payload, adjustments } = of({
      address: { street: 'Długa', number: '5', city: 'Łódź', postalCode: '90-001', country: 'PL' },
    });
    expect(payload.contact.postalInfo.addr).toEqual({
      street: ['Dluga 5'],
      city: 'Lódz',
      pc: '90-001',
      cc: 'PL',
    });
    expect(adjustments.map(({ field }) => field)).toEqual(['address/street', 'address/city']);
  });

  test('a letter that has no other spelling is left out, and said', () => {
    const { payload, adjustments } = of({ familyName: 'احمد' });
    expect(payload.contact.postalInfo.name).toBe('Jan hmd');
    expect(adjustments).toEqual([
      { field: 'familyName', what: 'transliterated', characters: 3 },
      { field: 'familyName', what: 'omitted', characters: 1 },
    ]);
  });

  test('where nothing legible would be left, nothing is shared', () => {
    for (const familyName of ['ا', 'أ'])
      expect(refusal(() => of({ familyName }))).toEqual({
        code: 'value-not-representable',
        details: { fields: ['familyName'] },
      });
  });
});

test('P10 names longer than 50 characters are cut between characters, organisations longer than 100', () => {
  const long = 'é'.repeat(49);
  const { payload, adjustments } = of({ familyName: long });
  expect([...payload.contact.postalInfo.name!]).toHaveLength(50);
  expect(adjustments).toEqual([{ field: 'familyName', what: 'cut', length: 49, kept: 46 }]);

  const organisation = made('epp-dnsbe', company('B'.repeat(100)));
  expect(organisation.payload.contact.postalInfo.org).toHaveLength(100);
  expect(organisation.adjustments).toEqual([{ field: 'familyName', what: 'cut', length: 100, kept: 50 }]);
});

test.each([
  ['nl', 'nl', []],
  ['nl-BE', 'nl', [{ field: 'language', what: 'mapped' }]],
  ['fr', 'fr', []],
  ['en', 'en', []],
  ['de', 'en', [{ field: 'language', what: 'mapped' }]],
  ['gsw', 'en', [{ field: 'language', what: 'mapped' }]],
])('P10 the registry writes to who speaks %s in %s', (language, lang, adjustments) => {
  expect(of({ language })).toMatchObject({ payload: { extension: { lang } }, adjustments });
});

test.each([
  ['+390612345678', '+39.0612345678'],
  ['+12125550123', '+1.2125550123'],
  ['+3212345678', '+32.12345678'],
  ['+441624612345', '+44.1624612345'],
])('P10 %s is dialled as %s', (telephone, voice) => {
  expect(of({ telephone }).payload.contact.voice).toBe(voice);
});

test('P10 where a country has no postal codes, zeros stand for one', () => {
  const { payload, adjustments } = of({
    address: { street: 'Corniche', number: '1', city: 'Dubai', country: 'AE' },
  });
  expect(payload.contact.postalInfo.addr.pc).toBe('0000');
  expect(adjustments).toEqual([{ field: 'address/postalCode', what: 'mapped' }]);
});

describe('P10 as EPP', () => {
  test('contact:create is valid, names the licensee, and carries the sharing’s id', async () => {
    const text = documentOf('epp-dnsbe', person({ familyName: 'Peeters & <Zn>' }), create);
    expect(
      await faults(
        'epp.xsd',
        text,
        documentOf('epp-dnsbe', company('ACME', { vatNumber: 'BE0123456749' }), create),
      ),
    ).toEqual([]);
    expect(text).toContain('<contact:name>Jan Peeters &amp; &lt;Zn&gt;</contact:name>');
    expect(text).toContain('<contact:authInfo><contact:pw/></contact:authInfo>');
    expect(text).toContain('<dnsbe:type>licensee</dnsbe:type><dnsbe:lang>nl</dnsbe:lang>');
    expect(text).toContain(`<clTRID>${SHARING}</clTRID>`);
    expect(text).toContain('<contact:id>AUTO</contact:id>');
    expect(text).not.toMatch(/contact:(org|fax|disclose)|type="int"/);
  });

  test('contact:update is valid, and says that a licensee’s name is not in it', async () => {
    const { document, adjustments } = made('epp-dnsbe', person(), update);
    expect(await faults('epp.xsd', document!.text)).toEqual([]);
    expect(document).toMatchObject({ type: 'application/epp+xml' });
    expect(document!.text).toContain('<contact:id>c1234567</contact:id><contact:chg>');
    expect(document!.text).not.toMatch(/contact:(name|org)/);
    expect(adjustments).toEqual([
      { field: 'givenName', what: 'omitted' },
      { field: 'familyName', what: 'omitted' },
    ]);
  });

  test('a planted fault is found: the schema can fail', async () => {
    const text = documentOf('epp-dnsbe', person(), create);
    const plants: [right: string, wrong: string][] = [
      ['+32.92345678', '+3292345678'],
      ['<dnsbe:lang>nl<', '<dnsbe:lang>de<'],
      ['<contact:cc>BE<', '<contact:cc>BEL<'],
      ['<contact:authInfo><contact:pw/></contact:authInfo>', ''],
      ['<dnsbe:type>licensee</dnsbe:type>', ''],
      ['>Jan Peeters<', `>${'x'.repeat(256)}<`],
    ];
    for (const [right] of plants) expect(text).toContain(right);
    const planted = plants.map(([right, wrong]) => text.replace(right, wrong));
    expect(await refused('epp.xsd', ...planted, text)).toEqual([...planted.keys()]);
  });

  test('a server that does not offer the extension gets nothing', () => {
    for (const extensions of [undefined, [], ['urn:ietf:params:xml:ns:secDNS-1.1']]) {
      const asked = { kind: 'epp-create' as const, ...(extensions && { extensions }) };
      expect(refusal(() => documentOf('epp-dnsbe', person(), asked))).toEqual({
        code: 'format-extension-missing',
        details: { extensions: [NAMESPACE] },
      });
    }
  });

  test('what an update does not carry is neither in the payload nor among the fields', () => {
    const { payload, document, fields, adjustments } = made('epp-dnsbe', company('Zonen BV'), update);
    expect(payload.contact.postalInfo).toEqual({
      type: 'loc',
      addr: { street: ['Veldstraat 12'], city: 'Gent', pc: '9000', cc: 'BE' },
    });
    expect(fields).toEqual(['address', 'email', 'language', 'telephone']);
    expect(document!.text).not.toContain('Zonen');
    expect(adjustments).toContainEqual({ field: 'familyName', what: 'omitted' });
    const names = made('epp-dnsbe', company('Zonen BV'), create).fields;
    expect(names).toContain('familyName');
  });

  test('an update names its contact', () => {
    expect(
      refusal(() => documentOf('epp-dnsbe', person(), { kind: 'epp-update', extensions: [NAMESPACE] })),
    ).toEqual({
      code: 'malformed-value',
      details: { errors: [{ pointer: '/format/contact', rule: 'missing' }] },
    });
  });

  test('another recipient’s document is not to be had', () => {
    expect(refusal(() => documentOf('epp-dnsbe', person(), { kind: 'ubl-2.1' }))).toEqual({
      code: 'format-not-available',
      details: { kinds: ['epp-create', 'epp-update'] },
    });
  });
});
