import { contradictions, type Catalogue, type Field } from '#libs/catalogue';
import type { Json } from '#libs/kernel';
import { event, type SubjectDecided } from '../guards';
import type { DataShared } from '../events';
import {
  accepted,
  address,
  chosen,
  collected,
  dcube,
  given,
  holder,
  jan,
  linkedDomain,
  registered,
  started,
  testId,
  withPurpose,
} from '../testing';
import { decideCompleteTransfer } from './complete-transfer';
import { decideShare, type ShareBody } from './share';
import { decideUnlinkDomain } from './unlink-domain';

const { familyName, givenName, email, language } = jan;
const [link, transfer] = [testId('link'), testId('transfer')];
const share = (
  history: readonly SubjectDecided[],
  command: ShareBody,
  catalogue: Catalogue = dcube,
  at?: string,
) =>
  given(...history).when((state, { context }) => decideShare(state, command, { ...context, catalogue }), at);
const recorded = (...given: Parameters<typeof share>): DataShared =>
  share(...given).events()[0]!.data as DataShared;

const be = { purpose: 'domain-be', recipient: 'dns-belgium', link };
const DNSBE = 'http://www.dns.be/xml/epp/dnsbe-1.0';

describe('P10 the registry’s format', () => {
  test('what it cannot write is refused before anything is recorded', () => {
    const named = (familyName: string) => [
      ...holder.slice(0, -1),
      collected('domain-be', { ...jan, familyName }),
    ];
    share(named('أ'), be).thenRefused('value-not-representable', { fields: ['familyName'] });
    expect(share(named('Łukasiewicz'), be).events()).toHaveLength(1);
  });

  test('a VAT number of a natural person does not go out, and is not on record; an organisation’s is', () => {
    const transit = { vatNumber: 'BE0123456749' };
    expect(recorded(holder, { ...be, transit }).transit).toEqual([]);
    const { givenName: _, ...values } = jan;
    const company = [registered('legal-person'), ...holder.slice(2, -1), collected('domain-be', values)];
    expect(recorded(company, { ...be, transit }).transit).toEqual(['vatNumber']);
  });

  test('a document is asked for, and refused, by kind', () => {
    const create = { kind: 'epp-create' as const, extensions: [DNSBE] };
    expect(share(holder, { ...be, format: create }).events()).toEqual(share(holder, be).events());
    share(holder, { ...be, format: { kind: 'epp-create' } }).thenRefused('format-extension-missing', {
      extensions: [DNSBE],
    });
    share(holder, { ...be, format: { kind: 'epp-update', extensions: [DNSBE] } }).thenRefused(
      'malformed-value',
      {
        errors: [{ pointer: '/format/contact', rule: 'missing' }],
      },
    );
    share(holder, { ...be, format: { kind: 'ubl-2.1' } }).thenRefused('format-not-available', {
      kinds: ['epp-create', 'epp-update'],
    });
  });
});

describe('P10 a switch of registrar', () => {
  const com = [
    registered(),
    linkedDomain('example.com'),
    started('domain', { link }),
    accepted('terms:com'),
    collected('domain-com', { familyName, givenName, address, telephone: jan.telephone, email }),
  ];
  /** From 1 July 2026 the names under .com are with another registrar, by the same terms. */
  const moved: Catalogue = {
    ...withPurpose('domain-com', purpose => ({
      ...purpose,
      recipients: [...purpose.recipients, { ...purpose.recipients[0]!, recipient: 'other-registrar' }],
    })),
    recipients: [
      ...dcube.recipients,
      {
        ...dcube.recipients.find(({ id }) => id === 'eurid')!,
        id: 'other-registrar',
        name: 'Other registrar',
      },
    ],
    extensions: dcube.extensions.flatMap(row =>
      row.extension === 'com'
        ? [
            { ...row, to: '2026-06-30' },
            { ...row, recipient: 'other-registrar', from: '2026-07-01' },
          ]
        : [row],
    ),
  };
  // Midnight in Brussels, which is two hours before that in UTC in summer.
  const [lastMoment, firstMoment] = ['2026-06-30T21:59:59Z', '2026-06-30T22:00:00Z'];
  const to = (recipient: string) => ({ purpose: 'domain-com', recipient, link });
  const refusal = (recipient: string) =>
    [
      'condition-unmet',
      { condition: 'extension-served' },
      { reason: 'condition-unmet', purpose: 'domain-com/1', recipient, condition: 'extension-served' },
    ] as const;

  test('from its first day the new one is told, in its own format, and the old one no more', () => {
    expect(contradictions(moved)).toEqual([]);
    expect(recorded(com, to('com-registrar'), moved, lastMoment).recipient).toBe('com-registrar');
    share(com, to('other-registrar'), moved, lastMoment).thenRefused(...refusal('other-registrar'));

    expect(recorded(com, to('other-registrar'), moved, firstMoment)).toMatchObject({
      recipient: 'other-registrar',
      purpose: 'domain-com/1',
    });
    share(com, to('com-registrar'), moved, firstMoment).thenRefused(...refusal('com-registrar'));
  });

  test('a transfer ends the sharing of the old holder, and an unlinking that of anybody', () => {
    const ended = (events: readonly SubjectDecided[]): void =>
      share([...com, ...events], to('com-registrar')).thenRefused(
        'condition-unmet',
        { condition: 'holder-link' },
        {
          reason: 'condition-unmet',
          purpose: 'domain-com/1',
          recipient: 'com-registrar',
          condition: 'holder-link',
        },
      );
    const begun = event('DomainTransferBegun', { transfer, link, to: testId('other') });
    const completed = given(...com, begun).when((state, { context }) =>
      decideCompleteTransfer(state, { transfer }, context),
    );
    ended([begun, ...completed.events()]);
    const unlinked = given(...com).when((state, { context }) => decideUnlinkDomain(state, { link }, context));
    ended(unlinked.events());
  });

  test('the new holder’s own data goes out, once they hold the name and have accepted the terms', () => {
    const received = [
      registered(),
      event('DomainLinked', { ...linkedDomainData('example.com'), transfer }),
      started('domain', { link }),
    ];
    share(received, to('com-registrar')).thenRefused('terms-not-accepted', undefined, {
      reason: 'condition-unmet',
      purpose: 'domain-com/1',
      recipient: 'com-registrar',
      condition: 'terms-accepted',
    });
    const ready = [...received, ...com.slice(3)];
    expect(recorded(ready, to('com-registrar')).link).toBe(link);
  });
});

function linkedDomainData(domain: string) {
  const linked = linkedDomain(domain);
  if (linked.type !== 'DomainLinked') throw new Error('not a link');
  return linked.data;
}

describe('P11 the bank’s format', () => {
  const mandate = { mandateReference: 'M-1', mandateDate: '2025-04-01' };
  const [belgian, swiss] = ['BE68539007547034', 'CH9300762011623852957'];
  const bank = { purpose: 'direct-debit', recipient: 'bank' };
  const customer = (instance: string, values: Partial<Record<Field, Json>>) => [
    registered(),
    chosen('direct-debit', instance),
    collected('direct-debit', { familyName, givenName, ...values }),
  ];

  test('inside the EEA an address does not go out, though it is held', () => {
    const { versions } = recorded(customer('kbc', { address }), {
      ...bank,
      transit: { iban: belgian, ...mandate },
    });
    expect(Object.keys(versions)).toEqual(['familyName', 'givenName']);
  });

  test('outside it goes out, and has to be held', () => {
    const transit = { iban: swiss, ...mandate };
    const { versions } = recorded(customer('ubs', { address }), { ...bank, transit });
    expect(Object.keys(versions)).toEqual(['address', 'familyName', 'givenName']);
    share(customer('ubs', {}), { ...bank, transit }).thenRefused('field-missing', {
      purpose: 'direct-debit/1',
      fields: ['address'],
    });
  });

  test('P14 an account outside the EEA is not that of a Belgian bank, nor a Belgian account that of a Swiss one', () => {
    const refusal = { reason: 'third-party', purpose: 'direct-debit/1', recipient: 'bank' } as const;
    for (const [instance, iban] of [
      ['kbc', swiss],
      ['ubs', belgian],
      ['ubs', 'GB33BUKB20201555555555'],
    ] as const) {
      const history = customer(instance, { address });
      share(history, { ...bank, transit: { iban, ...mandate } }).thenRefused('instance-unknown', {}, refusal);
    }
    const dutch = { iban: 'NL91 ABNA 0417 1643 00', ...mandate };
    expect(share(customer('kbc', {}), { ...bank, transit: dutch }).events()).toHaveLength(1);
  });

  test('attributes that do not have their form are named, never echoed', () => {
    const transit = {
      iban: 'BE68539007547035',
      bic: 'KBC',
      mandateReference: '/M',
      mandateDate: '2025-02-29',
    };
    share(customer('kbc', {}), { ...bank, transit }).thenRefused('malformed-value', {
      errors: [
        { pointer: '/transit/iban', rule: 'transit-form', form: 'iban' },
        { pointer: '/transit/bic', rule: 'transit-form', form: 'bic' },
        { pointer: '/transit/mandateReference', rule: 'transit-form', form: 'sepa-id' },
        { pointer: '/transit/mandateDate', rule: 'transit-form', form: 'date' },
      ],
    });
  });
});

describe('P12 the provider’s format', () => {
  const ingenico = { purpose: 'online-payment', recipient: 'ingenico' };
  const customer = (values: Partial<Record<Field, Json>>) => [
    registered(),
    chosen('online-payment'),
    collected('online-payment', { language, ...values }),
  ];

  test('an e-mail address that it cannot take does not go out, and is not on record', () => {
    const long = `${'x'.repeat(45)}@example.be`;
    expect(Object.keys(recorded(customer({ email: long }), ingenico).versions)).toEqual(['language']);
    expect(Object.keys(recorded(customer({ email }), ingenico).versions)).toEqual(['email', 'language']);
  });

  test('the order is on record by the names of its attributes; the passphrase goes nowhere, and is not', () => {
    const order = { pspId: 'MyPSPID', orderId: '1234', amount: '1500', currency: 'EUR' };
    const transit = { ...order, shaInPassphrase: 'Mysecretsig1875!?', shaInAlgorithm: 'SHA-512' };
    expect(recorded(customer({}), { ...ingenico, transit }).transit).toEqual([
      'amount',
      'currency',
      'orderId',
      'pspId',
    ]);
    const { orderId: _, ...incomplete } = transit;
    share(customer({}), { ...ingenico, transit: incomplete }).thenRefused('transit-missing', {
      attributes: ['orderId'],
    });
  });
});

describe('P13 the accounting office’s format', () => {
  const office = { purpose: 'bookkeeping', recipient: 'accounting-office', reference: 'invoice/2026-17' };
  const customer = [
    registered(),
    collected('bookkeeping', { familyName, givenName, address }, 'subject', 'fy-2026'),
  ];

  test('an endpoint of Peppol passes through; an e-mail address is none', () => {
    expect(recorded(customer, { ...office, transit: { endpointId: '0208:0123456749' } }).transit).toEqual([
      'endpointId',
    ]);
    share(customer, { ...office, transit: { endpointId: 'EM:jan@example.be' } }).thenRefused(
      'malformed-value',
      {
        errors: [{ pointer: '/transit/endpointId', rule: 'transit-form', form: 'peppol-id' }],
      },
    );
  });
});
