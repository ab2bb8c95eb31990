import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalBytes } from '#libs/kernel';
import { type CatalogueRefused, contradictions } from './check';
import {
  bankOf,
  fieldsOf,
  instanceOf,
  purposeOf,
  recipientOf,
  sharedFields,
  sharingOf,
  transferGroundOf,
} from './lookup';
import { cataloguesIn, shippedCatalogues } from './shipped';
import type { Catalogue } from './types';

const catalogue = shippedCatalogues().at(-1);
if (!catalogue) throw new Error('no catalogue is shipped');

test('P21 the policy of 25 May 2018 is shipped, and contradicts itself nowhere', () => {
  expect(shippedCatalogues().map(({ version }) => version)).toEqual(['2018-05-25', '2018-05-25.2']);
  expect(shippedCatalogues().flatMap(contradictions)).toEqual([]);
});

test('P04 every purpose has a basis with its reason, and a retention that says who decided it', () => {
  for (const { id, basis, reason, retention } of catalogue.purposes) {
    expect([id, basis]).toEqual([id, expect.stringMatching(/^A6-1-[bcf]$/)]);
    expect(reason.fr).toMatch(/\S/);
    expect(retention.source.startsWith('The policy names no time')).toBe(
      retention.decidedBy === 'controller',
    );
  }
});

test('P03 what the policy says is recorded, in its words', () => {
  expect(catalogue.fields.map(({ label }) => label.nl)).toEqual([
    'naam',
    'voornaam',
    'adres',
    'telefoonnummer',
    'e-mailadres',
    'taal',
    'IP-adres',
  ]);
});

test('P06 the sign-in address is for fraud and infringements only, by the month, and goes to nobody', () => {
  const fraud = purposeOf(catalogue, 'fraud')!;
  expect(fieldsOf(fraud)).toEqual(['ipAddress']);
  expect(fraud.period).toBe('month');
  expect(catalogue.purposes.filter(p => p.required.includes('ipAddress')).map(({ id }) => id)).toEqual([
    'fraud/1',
  ]);
  const shared = catalogue.purposes.flatMap(p => p.recipients.flatMap(sharedFields));
  expect(shared).not.toContain('ipAddress');
});

/** Who gets what: the whole of it, so that a wider sharing cannot slip in with an edit. */
test('P10–P13 each recipient of the policy gets its minimum, and nobody else anything', () => {
  const all = catalogue.purposes.flatMap(purpose =>
    purpose.recipients.map(
      ({ recipient, format, fields, optional = [], conditional = [], conditions, transit }) => ({
        [`${purpose.id} to ${recipient}`]: {
          format,
          fields: [...fields, ...conditional.map(({ field, when }) => `${field}:${when}`)].join(' '),
          optional: optional.join(' '),
          conditions: conditions.join(' '),
          transit: transit.map(({ name, required }) => (required ? name : `${name}?`)).join(' '),
        },
      }),
    ),
  );
  const holder = 'terms-accepted extension-served holder-link';
  expect(Object.assign({}, ...all)).toEqual({
    'domain-be/1 to dns-belgium': {
      format: 'epp-dnsbe',
      fields: 'familyName givenName address telephone email language',
      optional: '',
      conditions: holder,
      transit: 'vatNumber?',
    },
    'domain-eu/1 to eurid': {
      format: 'epp-eurid',
      fields: 'familyName givenName address telephone email language',
      optional: '',
      conditions: holder,
      transit: 'citizenship? vatNumber?',
    },
    'domain-com/1 to com-registrar': {
      format: 'epp-contact',
      fields: 'familyName givenName address telephone email',
      optional: '',
      conditions: holder,
      transit: '',
    },
    'direct-debit/1 to bank': {
      format: 'sepa-debtor',
      fields: 'familyName givenName address:account-outside-eea',
      optional: '',
      conditions: 'payment-chosen',
      transit: 'iban bic? mandateReference mandateDate endToEndId? amount?',
    },
    'online-payment/1 to ingenico': {
      format: 'ogone',
      fields: 'language',
      optional: 'familyName givenName email',
      conditions: 'payment-chosen',
      transit:
        'pspId? orderId? amount? currency? acceptUrl? declineUrl? exceptionUrl? cancelUrl? ' +
        'shaInPassphrase? shaInAlgorithm?',
    },
    'bookkeeping/1 to accounting-office': {
      format: 'ubl-customer',
      fields: 'familyName givenName address',
      optional: '',
      conditions: 'invoice-reference',
      transit: 'endpointId? vatNumber?',
    },
  });
});

test('P11 any bank of SEPA can be named: by its id, by its BIC, and an account says with which it is', () => {
  const bank = recipientOf(catalogue, 'bank')!;
  const ids = (...given: string[]) => given.map(each => instanceOf(bank, each)?.id);
  expect(ids('kbc', 'KREDBEBB', 'kredbebbxxx', 'INGBNL2A', 'DEUTDEFF500')).toEqual([
    'kbc',
    'kbc',
    'kbc',
    'INGBNL2A',
    'DEUTDEFF',
  ]);
  expect(ids('nobody', 'CHASUS33', 'INGBNL', 'instance', '')).toEqual(Array(5).fill(undefined));
  const grounds = ['NL', 'CH', 'GB', 'SM'].map(country => transferGroundOf(bank, country));
  expect(grounds).toEqual([undefined, 'A45-3', 'A45-3', 'A49-1-b']);
  expect(bankOf(bank, 'BE71 0961 2345 6769')?.id).toBe('belfius');
  expect(bankOf(bank, 'BE68539007547034')).toBeUndefined();
  expect(bankOf(bank, 'NL91ABNA0417164300')).toBeUndefined();
});

test('P11 no bank code is of two banks', () => {
  const codes = (recipientOf(catalogue, 'bank')!.instances ?? []).flatMap(({ country, bankCodes = [] }) =>
    bankCodes.flatMap(code => {
      const [from, to = from] = code.split('-') as [string, string?];
      const many = Array.from({ length: Number(to) - Number(from) + 1 }, (_, n) => Number(from) + n);
      return many.map(each => `${country} ${String(each).padStart(from.length, '0')}`);
    }),
  );
  expect(codes.length).toBeGreaterThan(400);
  expect(new Set(codes).size).toBe(codes.length);
});

test('P07 correspondence is no ground to look at a customer, and ends with its matter', () => {
  const correspondence = purposeOf(catalogue, 'correspondence')!;
  expect(correspondence.look).toBe(false);
  expect(correspondence.retention).toMatchObject({ after: 'matter-closed', duration: 'P0D' });
  expect(correspondence.recipients).toEqual([]);
});

test('P01 renewal needs a name and an e-mail address, no postal address', () => {
  const renewal = purposeOf(catalogue, 'renewal')!;
  expect(renewal.required).toEqual(['familyName', 'givenName', 'email']);
  expect(fieldsOf(renewal)).not.toContain('address');
});

test('outside the EEA there is a ground, and the processor is named as one', () => {
  const of = (id: string) => catalogue.recipients.find(recipient => recipient.id === id);
  expect(of('com-registrar')).toMatchObject({ country: 'CA', transferGround: 'A45-3' });
  expect(of('accounting-office')?.role).toBe('processor');
  expect(sharingOf(purposeOf(catalogue, 'domain-be')!, 'eurid')).toBeUndefined();
});

test('it fits an event with room to grow, and cannot be changed in memory', () => {
  expect(canonicalBytes(catalogue).length).toBeLessThan(64 * 1024);
  expect(() => Object.assign(catalogue.purposes[0]!, { basis: 'A6-1-f' })).toThrow(TypeError);
});

describe('P21 catalogues of a folder, instead of those that come with the program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inzage-catalogues-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const refused = (path: string): string => {
    try {
      return String(cataloguesIn(path).length);
    } catch (error) {
      return (error as CatalogueRefused).message;
    }
  };

  test('are read in the order of their first day, whatever else is there', () => {
    const [first] = shippedCatalogues() as [Catalogue];
    expect(refused(folder)).toContain('no catalogue');
    expect(refused(join(folder, 'nowhere'))).toContain('cannot be read');
    writeFileSync(join(folder, 'notes.txt'), 'no catalogue');
    for (const [version, from] of [
      ['2018-05-25.2', '2027-01-01'],
      ['2018-05-25', '2018-05-25'],
    ] as const)
      writeFileSync(join(folder, `${version}.json`), JSON.stringify({ ...first, version, from }));
    expect(cataloguesIn(folder).map(({ version }) => version)).toEqual(['2018-05-25', '2018-05-25.2']);
  });

  test('one with another name, or that is no JSON, is refused', () => {
    writeFileSync(join(folder, '2019-01-01.json'), JSON.stringify(shippedCatalogues()[0]));
    expect(refused(folder)).toContain('the file holds version 2018-05-25');
    writeFileSync(join(folder, '2019-01-01.json'), '{');
    expect(refused(folder)).toContain('no JSON');
  });
});
