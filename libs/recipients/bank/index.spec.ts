import { company, GENT, person } from '../testing/samples';
import { documentOf, made, refusal } from '../testing/given';
import { faults, refused } from '../testing/schema';
import type { SharedValues } from '../types';

const mandate = { mandateReference: 'M-2026/17', mandateDate: '2026-11-02' };
const BELGIAN = { iban: 'BE68 5390 0754 7034', ...mandate };
const SWISS = { iban: 'ch93 0076 2011 6238 5295 7', ...mandate };
const pain = { kind: 'pain.008.001.08' as const };
const debtor = (values: SharedValues = {}, transit: Readonly<Record<string, string>> = BELGIAN) => {
  const { familyName = 'Peeters', givenName = 'Jan', address } = values;
  return { ...person({}, transit), values: { familyName, givenName, ...(address && { address }) } };
};
const abroad = {
  street: 'Rämistrasse',
  number: '71',
  box: 'B&B',
  postalCode: '8006',
  city: 'Zürich',
  country: 'CH',
};

test('P11 the bank gets the name only; account and mandate pass through in their plain form', () => {
  const { payload, adjustments, fields, transit } = made('sepa-debtor', debtor());
  expect(payload).toEqual({
    format: 'sepa-debtor',
    DrctDbtTx: { MndtRltdInf: { MndtId: 'M-2026/17', DtOfSgntr: '2026-11-02' } },
    DbtrAgt: { FinInstnId: { Othr: { Id: 'NOTPROVIDED' } } },
    Dbtr: { Nm: 'Jan Peeters' },
    DbtrAcct: { Id: { IBAN: 'BE68539007547034' } },
  });
  expect(adjustments).toEqual([]);
  expect(fields).toEqual(['familyName', 'givenName']);
  expect(transit).toEqual(['iban', 'mandateDate', 'mandateReference']);
});

test('P11 for an account outside the EEA a structured address, in the set of SEPA', () => {
  const { payload, adjustments } = made('sepa-debtor', debtor({ address: abroad }, SWISS));
  expect(payload.Dbtr.PstlAdr).toEqual({
    StrtNm: 'Ramistrasse',
    BldgNb: '71',
    Room: 'B+B',
    PstCd: '8006',
    TwnNm: 'Zurich',
    Ctry: 'CH',
  });
  expect(payload.DbtrAcct.Id.IBAN).toBe('CH9300762011623852957');
  expect(adjustments.map(({ field, what }) => [field, what])).toEqual([
    ['address/street', 'transliterated'],
    ['address/box', 'transliterated'],
    ['address/city', 'transliterated'],
  ]);
  expect(refusal(() => made('sepa-debtor', debtor({}, SWISS)))).toEqual({
    code: 'field-missing',
    details: { fields: ['address'] },
  });
});

test('P11 where the debtor lives is not asked of a Belgian account', () => {
  expect(made('sepa-debtor', debtor({ address: GENT })).payload.Dbtr).toEqual({ Nm: 'Jan Peeters' });
});

test.each([
  ['Łukasz', 'Şimşek', 'Lukasz Simsek'],
  ['Jan', 'Peeters & Co_Ltd', 'Jan Peeters + Co.Ltd'],
  ['Δημήτρης', 'Ѝ', 'Dimitris I'],
  ['Jan', "D'Hondt (jr.)", "Jan D'Hondt (jr.)"],
])('P11 %s %s is %s to SEPA', (givenName, familyName, name) => {
  expect(made('sepa-debtor', debtor({ givenName, familyName })).payload.Dbtr.Nm).toBe(name);
});

test('P11 names longer than 70 characters are cut, and said', () => {
  const { payload, adjustments } = made('sepa-debtor', {
    ...company('X'.repeat(80), BELGIAN),
    values: { familyName: 'X'.repeat(80) },
  });
  expect(payload.Dbtr.Nm).toBe('X'.repeat(70));
  expect(adjustments).toEqual([{ field: 'familyName', what: 'cut', length: 80, kept: 70 }]);
});

describe('P11 as the debtor’s part of pain.008.001.08', () => {
  const once = { endToEndId: 'invoice/17', amount: '5' };
  const full = { ...BELGIAN, bic: 'gebabebb', ...once };

  test.each([
    [{}, ['endToEndId', 'amount']],
    [{ amount: '5' }, ['endToEndId']],
    [{ endToEndId: 'invoice/17' }, ['amount']],
  ])('is none without what each of its transactions has: %j', (given, attributes) => {
    expect(refusal(() => made('sepa-debtor', debtor({}, { ...BELGIAN, ...given }), pain))).toEqual({
      code: 'transit-missing',
      details: { attributes },
    });
  });

  test('is valid, in the message’s order', async () => {
    const documents = [
      documentOf('sepa-debtor', debtor({}, { ...BELGIAN, ...once }), pain),
      documentOf('sepa-debtor', debtor({ address: abroad }, { ...SWISS, ...once }), pain),
      documentOf('sepa-debtor', debtor({}, full), pain),
    ];
    expect(await faults('pain.008-debtor.xsd', ...documents)).toEqual([]);
    expect(documents[2]).toContain(
      '<PmtId><EndToEndId>invoice/17</EndToEndId></PmtId><InstdAmt Ccy="EUR">0.05</InstdAmt><DrctDbtTx>',
    );
    expect(documents[2]).toContain('<DbtrAgt><FinInstnId><BICFI>GEBABEBB</BICFI></FinInstnId></DbtrAgt>');
    for (const text of documents) expect(text).not.toMatch(/AdrLine|CtryOfRes|CtctDtls|<BIC>/);
  });

  test.each([
    ['1', '0.01'],
    ['12', '0.12'],
    ['123405', '1234.05'],
    ['99999999999', '999999999.99'],
  ])('%s cents are %s', (amount, written) => {
    expect(documentOf('sepa-debtor', debtor({}, { ...full, amount }), pain)).toContain(
      `>${written}</InstdAmt>`,
    );
  });

  test('more than SEPA moves at a time is refused', () => {
    expect(refusal(() => made('sepa-debtor', debtor({}, { ...full, amount: '100000000000' })))).toEqual({
      code: 'malformed-value',
      details: { errors: [{ pointer: '/transit/amount', rule: 'too-long' }] },
    });
  });

  test('a planted fault is found: the schema can fail', async () => {
    const text = documentOf(
      'sepa-debtor',
      debtor({ address: abroad }, { ...SWISS, ...once, bic: 'UBSWCHZH80A' }),
      pain,
    );
    const plants: [right: string, wrong: string][] = [
      ['<Nm>Jan Peeters<', '<Nm>Jan Péeters<'],
      ['<Nm>Jan Peeters<', `<Nm>${'x'.repeat(71)}<`],
      ['BICFI', 'BIC'],
      ['<TwnNm>Zurich</TwnNm>', ''],
      ['<MndtId>M-2026/17</MndtId>', ''],
      ['<Ctry>CH</Ctry>', '<Ctry>CH</Ctry><AdrLine>Ramistrasse 71</AdrLine>'],
    ];
    for (const [right] of plants) expect(text).toContain(right);
    const planted = plants.map(([right, wrong]) => text.replaceAll(right, wrong));
    expect(await refused('pain.008-debtor.xsd', ...planted, text)).toEqual([...planted.keys()]);
  });
});
