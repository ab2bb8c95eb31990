import { CommitmentOf, ToSeal } from '#libs/commands';
import type { Catalogue, Field } from '#libs/catalogue';
import type { Json, RefusalCondition } from '#libs/kernel';
import { event, type SubjectDecided } from '../guards';
import type { DataShared } from '../events';
import { payloadOf } from '../payload';
import {
  accepted,
  address,
  chosen,
  collected,
  commitmentOf,
  dcube,
  ended,
  given,
  holder,
  jan,
  linkedDomain,
  NOW,
  registered,
  restricted,
  sealed,
  stateAfter,
  started,
  testId,
  withNewTerms,
  withPurpose,
} from '../testing';
import { decideShare, heldForShare, type ShareBody } from './share';

const { familyName, givenName, email, language } = jan;
const [link, sharing] = [testId('link'), testId('sharing')];
const share = (history: readonly SubjectDecided[], command: ShareBody, catalogue: Catalogue = dcube) =>
  given(...history).when((state, { context }) => decideShare(state, command, { ...context, catalogue }));

const shared = (
  to: { recipient: string; purpose: string; instance?: string; link?: string; transferGround?: string },
  values: Partial<Record<Field, Json>>,
  rest: { transit?: string[]; sealed?: ToSeal } = {},
): SubjectDecided =>
  event('DataShared', {
    sharing,
    basis: to.purpose.startsWith('bookkeeping') ? 'A6-1-c' : 'A6-1-b',
    versions: Object.fromEntries(Object.keys(values).map(field => [field, 1])),
    commitments: Object.fromEntries(
      Object.entries(values).map(([field, value]) => [field, commitmentOf(value)]),
    ),
    transit: [],
    ...to,
    ...rest,
  });

describe('P10 registry and registrar', () => {
  const be = { purpose: 'domain-be', recipient: 'dns-belgium', link };
  const com = [
    registered(),
    linkedDomain('example.com'),
    started('domain', { link }),
    accepted('terms:com'),
    collected('domain-com', { familyName, givenName, address, telephone: jan.telephone, email }),
  ];
  const condition = (name: RefusalCondition, recipient = 'dns-belgium', purpose = 'domain-be/1') =>
    [{ condition: name }, { reason: 'condition-unmet', purpose, recipient, condition: name }] as const;

  test('exactly the catalogue’s fields, by version and commitment', () => {
    share(holder, be).thenYields(shared({ recipient: 'dns-belgium', purpose: 'domain-be/1', link }, jan));
  });

  test('the handler opens what went out, and for a retry what went out then', () => {
    const [shared] = share(holder, be).events();
    const used = shared!.data as DataShared;
    const refs = payloadOf(stateAfter(...holder), used);
    expect(Object.fromEntries(refs.map(({ field, held }) => [field, held.version]))).toEqual(used.versions);
    const corrected = event('DataCorrected', {
      channel: 'email',
      source: 'subject',
      purposes: [
        {
          purpose: 'domain-be/1',
          basis: 'A6-1-b',
          versions: { email: 2 },
          sealed: new ToSeal('domain-be', 'contract', { email: 'nieuw@example.be' }),
        },
      ],
    });
    const after = stateAfter(...holder, corrected);
    expect(() => payloadOf(after, used)).toThrow();
  });

  test('the ground of a transfer outside the EEA is recorded', () => {
    share(com, { purpose: 'domain-com', recipient: 'com-registrar', link }).thenYields(
      shared(
        { recipient: 'com-registrar', purpose: 'domain-com/1', link, transferGround: 'A45-3' },
        { familyName, givenName, address, telephone: jan.telephone, email },
      ),
    );
  });

  test('the caller’s reference is sealed, transit attributes are recorded by name only', () => {
    const { givenName: _none, ...values } = jan;
    const company = [registered('legal-person'), ...holder.slice(2, -1), collected('domain-be', values)];
    share(company, { ...be, reference: 'job/17', transit: { vatNumber: 'BE0123456749' } }).thenYields(
      shared({ recipient: 'dns-belgium', purpose: 'domain-be/1', link }, values, {
        transit: ['vatNumber'],
        sealed: new ToSeal('domain-be', 'contract', { reference: 'job/17' }),
      }),
    );
    share(holder, { ...be, reference: 'Jan Peeters' }).thenRefused('malformed-value', {
      errors: [{ pointer: '/reference', rule: 'reference-form' }],
    });
  });

  test('no other recipient than the one that serves the extension on that date', () => {
    const [details, refusal] = condition('extension-served');
    const until = dcube.extensions.map(row => (row.extension === 'be' ? { ...row, to: '2026-03-01' } : row));
    share(holder, be, { ...dcube, extensions: until }).thenRefused('condition-unmet', details, refusal);

    const moved = [...until, { extension: 'be', recipient: 'eurid', from: '2026-03-02', terms: 'terms:be' }];
    const eurid = dcube.purposes.find(({ id }) => id === 'domain-be/1')!.recipients[0]!;
    const both = withPurpose('domain-be', purpose => ({
      ...purpose,
      recipients: [...purpose.recipients, { ...eurid, recipient: 'eurid' }],
    }));
    const switched = { ...both, extensions: moved };
    share(holder, be, switched).thenRefused('condition-unmet', details, refusal);
    expect(share(holder, { ...be, recipient: 'eurid' }, switched).events()).toHaveLength(1);
  });

  test('a name under one extension is not shared for the purpose of another', () => {
    const other = linkedDomain('example.eu', 'holder', testId('eu'));
    share([...holder, other], { ...be, link: testId('eu') }).thenRefused(
      'condition-unmet',
      ...condition('extension-served'),
    );
  });

  test('the subject holds the name: not as payer, not once unlinked', () => {
    const refused = (history: readonly SubjectDecided[], link: string): void =>
      share(history, { ...be, link }).thenRefused('condition-unmet', ...condition('holder-link'));
    refused([...holder, linkedDomain('example.be', 'payer', testId('payer'))], testId('payer'));
    refused([...holder, event('DomainUnlinked', { link, reason: 'transferred' })], link);
  });

  test('the link is one of the subject’s', () => {
    share(holder, { ...be, link: testId('other') }).thenRefused('link-unknown');
    share(holder, { purpose: 'domain-be', recipient: 'dns-belgium' }).thenRefused('link-unknown');
  });

  test('P02 the current terms are accepted', () => {
    const refusal = {
      reason: 'condition-unmet',
      purpose: 'domain-be/1',
      recipient: 'dns-belgium',
      condition: 'terms-accepted',
    } as const;
    share(holder, be, withNewTerms('2026-03-02')).thenRefused(
      'terms-not-accepted',
      { condition: 'terms-accepted', document: 'terms:be', version: '2026-03-02' },
      refusal,
    );
    share(
      holder.filter(each => each.type !== 'DocumentAccepted'),
      be,
    ).thenRefused('terms-not-accepted', undefined, refusal);
  });

  test('P22 not after the service', () => {
    share([...holder, ended('2026-03-02')], be).thenRefused(
      'purpose-closed',
      { condition: 'purpose-open', purpose: 'domain-be/1' },
      {
        reason: 'condition-unmet',
        purpose: 'domain-be/1',
        recipient: 'dns-belgium',
        condition: 'purpose-open',
      },
    );
  });

  test('Art. 18 not while restricted; once lifted again', () => {
    share([...holder, restricted()], be).thenRefused('subject-restricted');
    const lifted = event('RestrictionLifted', {
      restriction: testId('restriction'),
      reason: 'subject-asked',
    });
    expect(share([...holder, restricted(), lifted], be).events()).toHaveLength(1);
  });

  test('what the recipient needs must be held', () => {
    share(holder.slice(0, -1), be).thenRefused('field-missing', {
      purpose: 'domain-be/1',
      fields: ['address', 'email', 'familyName', 'givenName', 'language', 'telephone'],
    });
  });

  test('P03 of a legal person no first name is needed or sent', () => {
    const { givenName: _none, ...values } = jan;
    const company = [registered('legal-person'), ...holder.slice(2, -1), collected('domain-be', values)];
    share(company, be).thenYields(shared({ recipient: 'dns-belgium', purpose: 'domain-be/1', link }, values));
  });

  test('P03 of who has one name no first name is needed; one that came later is sent', () => {
    const { givenName: _none, ...values } = jan;
    const one = event('SubjectRegistered', { kind: 'natural-person', policy: '2018-05-25', oneName: true });
    const history = [one, ...holder.slice(2, -1), collected('domain-be', values)];
    share(history, be).thenYields(shared({ recipient: 'dns-belgium', purpose: 'domain-be/1', link }, values));
    const named = [...history, collected('domain-be', { givenName })];
    expect(share(named, be).events()).toMatchObject([{ data: { versions: { givenName: 1 } } }]);
  });

  test('transit attributes that the catalogue does not name do not pass, and are not echoed', () => {
    share(holder, { ...be, transit: { nationalNumber: '80010112345' } }).thenRefused('transit-not-allowed', {
      attributes: ['vatNumber'],
    });
    share(holder, { ...be, transit: { constructor: 'x' } }).thenRefused('transit-not-allowed');
  });

  test('citizenship of a natural person who lives outside the EEA, and of nobody else', () => {
    const eu = (country: string, kind: 'natural-person' | 'legal-person' = 'natural-person') => {
      const { givenName: first, ...rest } = jan;
      const lives = { ...address, country, postalCode: country === 'CH' ? '3000' : '9000' };
      const values = { ...rest, ...(kind === 'natural-person' && { givenName: first }), address: lives };
      return [
        registered(kind),
        linkedDomain('example.eu'),
        started('domain', { link }),
        accepted('terms:eu'),
        collected('domain-eu', values),
      ];
    };
    const toEurid = { purpose: 'domain-eu', recipient: 'eurid', link };
    share(eu('CH'), toEurid).thenRefused('transit-missing', { attributes: ['citizenship'] });
    expect(share(eu('CH'), { ...toEurid, transit: { citizenship: 'BE' } }).events()).toHaveLength(1);
    expect(share(eu('CH', 'legal-person'), toEurid).events()).toHaveLength(1);
    expect(share(eu('BE'), toEurid).events()).toHaveLength(1);
    const opens = (history: readonly SubjectDecided[], command: ShareBody) =>
      heldForShare(stateAfter(...history), command, { catalogue: dcube, now: NOW }).map(({ field }) => field);
    expect(opens(eu('CH'), toEurid)).toContain('address');
    expect(opens(holder, { ...be, recipient: 'eurid' })).toEqual([]);
  });
});

describe('P11 the customer’s bank', () => {
  const bank = { purpose: 'direct-debit', recipient: 'bank', instance: 'kbc' };
  const mandate = { iban: 'BE68539007547034', mandateReference: 'M-1', mandateDate: '2025-04-01' };
  const customer = [
    registered(),
    chosen('direct-debit', 'kbc'),
    collected('direct-debit', { familyName, givenName }),
  ];
  const refusal = {
    reason: 'condition-unmet',
    purpose: 'direct-debit/1',
    recipient: 'bank',
    condition: 'payment-chosen',
  } as const;
  const recorded = shared(
    { recipient: 'bank', instance: 'kbc', purpose: 'direct-debit/1' },
    { familyName, givenName },
    { transit: ['iban', 'mandateDate', 'mandateReference'] },
  );

  test('the name only, to the bank that was chosen, which is recorded by name', () => {
    share(customer, { ...bank, transit: mandate }).thenYields(recorded);
    share(customer, { purpose: 'direct-debit', recipient: 'bank', transit: mandate }).thenYields(recorded);
  });

  test('only while the choice stands, and to no other bank', () => {
    const refused = (history: readonly SubjectDecided[], command: ShareBody): void =>
      share(history, { ...command, transit: mandate }).thenRefused(
        'condition-unmet',
        { condition: 'payment-chosen' },
        refusal,
      );
    refused([...customer, event('PaymentMethodDropped', { method: 'direct-debit' })], bank);
    refused([...customer, chosen('online-payment')], bank);
    refused([...customer, chosen('bank-transfer')], { purpose: 'direct-debit', recipient: 'bank' });
    refused([registered(), ...customer.slice(2)], { purpose: 'direct-debit', recipient: 'bank' });
    refused(customer, { ...bank, instance: 'ing' });
  });

  test('P14 a bank outside the list is a third party', () => {
    share(customer, { ...bank, instance: 'Acme Bank' }).thenRefused(
      'instance-unknown',
      {},
      { reason: 'third-party', purpose: 'direct-debit/1', recipient: 'bank' },
    );
  });

  test('Art. 44 a bank outside the EEA has a ground of its own, which is recorded', () => {
    const swiss = [
      registered(),
      chosen('direct-debit', 'ubs'),
      collected('direct-debit', { familyName, givenName, address }),
    ];
    const transit = { ...mandate, iban: 'CH9300762011623852957' };
    share(swiss, { ...bank, instance: 'ubs', transit }).thenYields(
      shared(
        { recipient: 'bank', instance: 'ubs', purpose: 'direct-debit/1', transferGround: 'A45-3' },
        { familyName, givenName, address },
        { transit: ['iban', 'mandateDate', 'mandateReference'] },
      ),
    );
  });

  test('account and mandate must pass through', () => {
    share(customer, { ...bank, transit: { iban: mandate.iban } }).thenRefused('transit-missing', {
      attributes: ['mandateReference', 'mandateDate'],
    });
  });
});

describe('P12 Ingenico', () => {
  const ingenico = { purpose: 'online-payment', recipient: 'ingenico' };
  const customer = [registered(), chosen('online-payment'), collected('online-payment', { language })];

  test('only after online payment was chosen', () => {
    share(customer, ingenico).thenYields(
      shared({ recipient: 'ingenico', purpose: 'online-payment/1' }, { language }),
    );
    share([registered(), customer[2]!], ingenico).thenRefused(
      'condition-unmet',
      { condition: 'payment-chosen' },
      {
        reason: 'condition-unmet',
        purpose: 'online-payment/1',
        recipient: 'ingenico',
        condition: 'payment-chosen',
      },
    );
  });

  test('optional fields where they are held for it', () => {
    const given = [...customer, collected('online-payment', { email })];
    share(given, ingenico).thenYields(
      shared({ recipient: 'ingenico', purpose: 'online-payment/1' }, { language, email }),
    );
  });
});

describe('P11 the account is with the bank that was chosen', () => {
  const debit = (bank: string, iban: string, more: object = {}) => {
    const history = [
      registered(),
      chosen('direct-debit', bank),
      collected('direct-debit', { familyName, givenName, address }),
    ];
    const transit = { iban, mandateReference: 'M-1', mandateDate: '2025-04-01', ...more };
    return share(history, { purpose: 'direct-debit', recipient: 'bank', transit });
  };
  const thirdParty = { reason: 'third-party', purpose: 'direct-debit/1', recipient: 'bank' } as const;

  test('by its bank code, where the catalogue has that', () => {
    const belfius = 'BE71096123456769';
    expect(debit('belfius', belfius).events()).toHaveLength(1);
    debit('kbc', belfius).thenRefused('account-elsewhere', {}, thirdParty);
    // A bank code that the catalogue does not have says nothing.
    expect(debit('kbc', 'BE68539007547034').events()).toHaveLength(1);
  });

  test('any bank of SEPA, by its BIC, with the ground of a transfer outside the EEA', () => {
    const [shared] = debit('INGBNL2A', 'NL91ABNA0417164300').events();
    expect(shared).toMatchObject({ data: { recipient: 'bank', instance: 'INGBNL2A' } });
    expect(shared).not.toHaveProperty('data.transferGround');
    const [abroad] = debit('BARCGB22', 'GB29NWBK60161331926819').events();
    expect(abroad).toMatchObject({ data: { instance: 'BARCGB22', transferGround: 'A45-3' } });
    debit('INGBNL2A', 'GB29NWBK60161331926819').thenRefused('instance-unknown', {}, thirdParty);
    debit('INGBNL2A', 'BE71096123456769').thenRefused('account-elsewhere', {}, thirdParty);
  });
});

describe('P13 the accounting office', () => {
  const office = { purpose: 'bookkeeping', recipient: 'accounting-office', reference: 'invoice/2026-0042' };
  const values = { familyName, givenName, address };
  const books = (period: string) => [registered(), collected('bookkeeping', values, 'subject', period)];

  test('billing fields for an invoice, under the key of the financial year', () => {
    share(books('fy-2026'), office).thenYields(
      shared({ recipient: 'accounting-office', purpose: 'bookkeeping/1' }, values, {
        sealed: new ToSeal('bookkeeping', 'fy-2026', { reference: 'invoice/2026-0042' }),
      }),
    );
  });

  test.each([undefined, 'order/1', 'invoice/'])('the reference names an invoice, %s does not', reference => {
    share(books('fy-2026'), {
      purpose: 'bookkeeping',
      recipient: 'accounting-office',
      ...(reference && { reference }),
    }).thenRefused(
      'condition-unmet',
      {
        condition: 'invoice-reference',
        pattern: '^invoice/[A-Za-z0-9._/-]+$',
        example: 'invoice/2026-17',
      },
      {
        reason: 'condition-unmet',
        purpose: 'bookkeeping/1',
        recipient: 'accounting-office',
        condition: 'invoice-reference',
      },
    );
  });

  test('what was held for the books of another year is not of this year', () => {
    share(books('fy-2025'), office).thenRefused('field-missing', {
      purpose: 'bookkeeping/1',
      fields: ['address', 'familyName', 'givenName'],
    });
  });
});

describe('P14 third parties get no access', () => {
  test('whoever is not in the catalogue, unnamed on record', () => {
    share(holder, { purpose: 'domain-be', recipient: 'Acme Marketing', link }).thenRefused(
      'recipient-unknown',
      {},
      { reason: 'third-party', recipient: 'unlisted', purpose: 'domain-be/1' },
    );
    share(holder, { purpose: 'marketing', recipient: 'acme' }).thenRefused(
      'recipient-unknown',
      {},
      { reason: 'third-party', recipient: 'unlisted' },
    );
  });

  test('a recipient of the catalogue, for a purpose that is not theirs', () => {
    share(holder, { purpose: 'domain-be', recipient: 'ingenico', link }).thenRefused(
      'recipient-not-for-purpose',
      { condition: 'recipient-of-purpose' },
      {
        reason: 'condition-unmet',
        purpose: 'domain-be/1',
        recipient: 'ingenico',
        condition: 'recipient-of-purpose',
      },
    );
    share(holder, { purpose: 'contract', recipient: 'bank' }).thenRefused(
      'recipient-not-for-purpose',
      { condition: 'recipient-of-purpose' },
      {
        reason: 'condition-unmet',
        purpose: 'contract/1',
        recipient: 'bank',
        condition: 'recipient-of-purpose',
      },
    );
  });

  test('an unknown purpose, nobody', () => {
    share(holder, { purpose: 'marketing', recipient: 'bank' }).thenRefused('purpose-unknown');
    share([], { purpose: 'domain-be', recipient: 'dns-belgium', link }).thenRefused('not-found');
  });
});

describe('P04 P22 what the contract holds is used further in the same append', () => {
  const contract = { familyName, givenName, address, email };
  const books = { purpose: 'bookkeeping', recipient: 'accounting-office', reference: 'invoice/2026-17' };
  const customer = [registered(), chosen('direct-debit', 'kbc'), collected('contract', contract)];
  const mandate = { iban: 'BE68539007547034', mandateReference: 'M-1', mandateDate: '2025-04-01' };
  const types = (events: readonly SubjectDecided[]): string[] => events.map(({ type }) => type);

  test('P13 a financial year begins with nothing: taken over, and shared as it will be sealed', () => {
    const before = collected('bookkeeping', { familyName, givenName, address }, 'subject', 'fy-2025');
    const [further, shared] = share([...customer, before], books).events();
    const of = sealed('bookkeeping', { familyName, givenName, address }, 2, 'fy-2026');
    expect(further).toEqual(
      event('DataUsedFurther', {
        from: 'contract/1',
        fromVersions: { familyName: 1, givenName: 1, address: 1 },
        sources: { familyName: 'subject', givenName: 'subject', address: 'subject' },
        purposes: [of],
      }),
    );
    const data = shared!.data as { versions: object; commitments: object };
    expect(data.versions).toEqual({ familyName: 2, givenName: 2, address: 2 });
    expect(data.commitments).toEqual(
      Object.fromEntries(
        ['familyName', 'givenName', 'address'].map(name => [name, new CommitmentOf(of.sealed, name)]),
      ),
    );
  });

  test('what is held for the purpose is not taken over again', () => {
    const held = [...customer, ...share(customer, books).events()];
    expect(types(share(held, books).events())).toEqual(['DataShared']);
  });

  test('P11 the address only for the account that needs it', () => {
    const debit = { purpose: 'direct-debit', recipient: 'bank', transit: mandate };
    const [further] = share(customer, debit).events();
    expect(further).toMatchObject({ data: { fromVersions: { familyName: 1, givenName: 1 } } });
    expect(further).not.toHaveProperty('data.fromVersions.address');
  });

  test('not what the contract does not hold: nothing is taken over in part', () => {
    const be = { purpose: 'domain-be', recipient: 'dns-belgium', link };
    const [, , ...opening] = holder.slice(0, -1);
    share([...customer, ...opening], be).thenRefused('field-missing', {
      purpose: 'domain-be/1',
      fields: ['address', 'email', 'familyName', 'givenName', 'language', 'telephone'],
    });
    const telephone = collected('contract', { telephone: jan.telephone, language });
    expect(types(share([...customer, telephone, ...opening], be).events())).toEqual([
      'DataUsedFurther',
      'DataShared',
    ]);
  });

  test('the handler opens of the contract what is to be taken over, and no more', () => {
    const opens = (history: readonly SubjectDecided[]): string[] =>
      heldForShare(stateAfter(...history), books, { catalogue: dcube, now: NOW }).map(
        ({ purpose, field }) => `${purpose} ${field}`,
      );
    expect(opens(customer)).toEqual(['contract familyName', 'contract givenName', 'contract address']);
    const held = collected('bookkeeping', { familyName, givenName, address }, 'subject', 'fy-2026');
    expect(opens([...customer, held]).some(each => each.startsWith('contract'))).toBe(false);
  });
});
