import shipped from './data/2018-05-25.json';
import {
  countryOf,
  currentDocument,
  fieldLabel,
  fieldsOf,
  purposeName,
  purposeOf,
  recipientOf,
  requiredFields,
  servedBy,
  sharingOf,
  textIn,
} from './lookup';
import type { Catalogue, Extension } from './types';

const catalogue = shipped as Catalogue;
const today = '2026-11-24';

describe('purposes', () => {
  test('are found by name and by versioned id, and by nothing else', () => {
    expect(purposeOf(catalogue, 'contract')?.id).toBe('contract/1');
    expect(purposeOf(catalogue, 'contract/1')?.id).toBe('contract/1');
    for (const other of ['contract/2', 'contract/', 'contract/1/1', 'Contract', 'constructor', ''])
      expect(purposeOf(catalogue, other)).toBeUndefined();
  });

  test('have a name that scopes keys', () => {
    expect(purposeName('domain-be/1')).toBe('domain-be');
    expect(purposeName('contract')).toBe('contract');
  });

  test('P03 a legal person has a name and no first name', () => {
    const contract = purposeOf(catalogue, 'contract')!;
    expect(requiredFields(contract, 'natural-person')).toEqual([
      'familyName',
      'givenName',
      'address',
      'email',
    ]);
    expect(requiredFields(contract, 'legal-person')).toEqual(['familyName', 'address', 'email']);
    expect(fieldsOf(contract)).toEqual([
      'familyName',
      'givenName',
      'address',
      'email',
      'telephone',
      'language',
    ]);
  });
});

describe('P10 who serves a domain name', () => {
  const row = (extension: string, recipient: string, from: string, to?: string): Extension => ({
    extension,
    recipient,
    from,
    terms: `terms:${extension}`,
    ...(to === undefined ? {} : { to }),
  });
  const extensions = [
    row('uk', 'nominet', '2018-01-01'),
    row('co.uk', 'broker', '2020-01-01', '2020-12-31'),
    row('co.uk', 'nominet', '2021-01-01'),
    row('xn--e1a4c', 'eurid', '2018-01-01'),
  ];
  const served = (domain: string, day = today): string | undefined => {
    const found = servedBy({ ...catalogue, extensions }, domain, day);
    return found && `${found.extension} by ${found.recipient}`;
  };

  test.each([
    ['example.be', 'dns-belgium'],
    ['xn--mnchen-3ya.be', 'dns-belgium'],
    ['example.eu', 'eurid'],
    ['example.com', 'com-registrar'],
  ])('%s: %s', (domain, recipient) => {
    expect(servedBy(catalogue, domain, today)?.recipient).toBe(recipient);
  });

  test('the longest suffix wins', () => {
    expect(served('example.co.uk')).toBe('co.uk by nominet');
    expect(served('example.uk')).toBe('uk by nominet');
    expect(served('xn--80ak6aa.xn--e1a4c')).toBe('xn--e1a4c by eurid');
  });

  test('on its first day and on its last day, and not beyond', () => {
    expect(served('example.co.uk', '2020-01-01')).toBe('co.uk by broker');
    expect(served('example.co.uk', '2020-12-31')).toBe('co.uk by broker');
    expect(served('example.co.uk', '2021-01-01')).toBe('co.uk by nominet');
    expect(served('example.co.uk', '2019-12-31')).toBe('uk by nominet');
    expect(served('example.uk', '2017-12-31')).toBeUndefined();
  });

  test('a suffix is whole labels with a name before it', () => {
    for (const domain of ['co.uk', 'uk', '.uk', 'exampleuk', 'example.xco.ukx', 'example.org', ''])
      expect(served(domain)).toBe(domain === 'co.uk' ? 'uk by nominet' : undefined);
  });
});

test('P02 P21 the current version of a document is the latest that has begun', () => {
  const title = { nl: 'v', en: 'v' };
  const documents = ['2024-01-01', '2018-05-25', '2027-01-01'].map(from => ({
    document: 'terms:be',
    version: from,
    from,
    title,
  }));
  const current = (day: string): string | undefined =>
    currentDocument({ ...catalogue, documents }, 'terms:be', day)?.version;
  expect(current('2018-05-24')).toBeUndefined();
  expect(current('2018-05-25')).toBe('2018-05-25');
  expect(current('2023-12-31')).toBe('2018-05-25');
  expect(current('2024-01-01')).toBe('2024-01-01');
  expect(current('2030-01-01')).toBe('2027-01-01');
  expect(currentDocument(catalogue, 'terms:nl', today)).toBeUndefined();
});

test('recipients, what is shared with them, and where they are', () => {
  const bank = recipientOf(catalogue, 'bank')!;
  expect(recipientOf(catalogue, 'advertiser')).toBeUndefined();
  expect(countryOf(bank, 'kbc')).toBe('BE');
  expect(countryOf(bank, 'unheard-of')).toBeUndefined();
  expect(countryOf(bank, undefined)).toBeUndefined();
  expect(countryOf(recipientOf(catalogue, 'com-registrar')!, undefined)).toBe('CA');
  expect(sharingOf(purposeOf(catalogue, 'direct-debit')!, 'bank')?.fields).toEqual([
    'familyName',
    'givenName',
  ]);
  expect(sharingOf(purposeOf(catalogue, 'direct-debit')!, 'ingenico')).toBeUndefined();
});

test('texts come in Dutch, French, else English', () => {
  expect(fieldLabel(catalogue, 'givenName', 'nl-BE')).toBe('voornaam');
  expect(fieldLabel(catalogue, 'givenName', 'fr')).toBe('prénom');
  expect(fieldLabel(catalogue, 'givenName', 'de')).toBe('first name');
  expect(textIn({ nl: 'naam', en: 'name' }, 'fr')).toBe('name');
  expect(fieldLabel({ ...catalogue, fields: [] }, 'email', 'nl')).toBe('email');
});
