import { event, type SubjectDecided } from './guards';
import { openPurposes, isHeldInRecord } from './purposes';
import {
  accepted,
  chosen,
  dcube,
  ended,
  linkedDomain,
  registered,
  started,
  stateAfter,
  testId,
} from './testing';

const DAY = '2026-03-02';
const open = (...events: readonly SubjectDecided[]): string[] =>
  openPurposes(stateAfter(...events), dcube, DAY).map(({ id }) => id.split('/')[0]!);
const link = testId('link');
const domain = started('domain', { link });

describe('P22 services open purposes', () => {
  test('for nobody nothing is open', () => expect(open()).toEqual([]));

  test('before the first service: the contract and what the law demands', () => {
    expect(open(registered())).toEqual(['contract', 'bookkeeping', 'fraud', 'customer-care', 'audit']);
  });

  test.each(['hosting', 'email', 'dns'] as const)(
    'a service of %s opens its own purpose and renewal',
    type => {
      const before = open(registered());
      const added = open(registered(), started(type)).filter(name => !before.includes(name));
      expect(added.sort()).toEqual(['renewal', type].sort());
    },
  );

  test('a domain service opens the purpose of its extension, no other', () => {
    const names = open(registered(), linkedDomain('example.be'), domain);
    expect(names).toContain('domain-be');
    expect(names).not.toContain('domain-eu');
  });

  test('holder data is needed of a holder: a payer’s service alone does not open it', () => {
    expect(open(registered(), linkedDomain('example.be', 'payer'), domain)).not.toContain('domain-be');
    const both = [
      linkedDomain('example.be', 'payer'),
      linkedDomain('example.be', 'holder', testId('holder')),
    ];
    expect(open(registered(), ...both, domain)).toContain('domain-be');
  });

  test('a link that has ended needs nothing', () => {
    const unlinked = event('DomainUnlinked', { link, reason: 'ended' });
    expect(open(registered(), linkedDomain('example.be'), domain, unlinked)).not.toContain('domain-be');
  });

  test('payment purposes follow the choice that stands', () => {
    const debit = [registered(), chosen('direct-debit', 'kbc')];
    expect(open(...debit)).toContain('direct-debit');
    const online = open(...debit, chosen('online-payment'));
    expect(online).toContain('online-payment');
    expect(online).not.toContain('direct-debit');
    expect(open(...debit, event('PaymentMethodDropped', { method: 'direct-debit' }))).not.toContain(
      'direct-debit',
    );
  });

  test('after the last service only the law’s demand is left, and that officers may check it', () => {
    const over = [registered(), accepted('terms:be'), chosen('direct-debit', 'kbc'), started('hosting')];
    expect(open(...over, ended('2026-03-02'))).toEqual(['bookkeeping', 'audit']);
    expect(open(...over, ended('2026-03-03'))).toContain('contract');
    expect(open(...over, started('dns', { service: testId('dns') }), ended('2026-03-02'))).toContain(
      'contract',
    );
    expect(open(...over, ended('2026-03-02'), started('dns', { service: testId('dns') }))).toContain(
      'contract',
    );
  });

  test('an erased subject has no purpose open', () => {
    const state = stateAfter(registered(), started('hosting'));
    expect(openPurposes({ ...state, erasure: 'begun' }, dcube, DAY)).toEqual([]);
  });
});

test('P06 P07 P15 P16 values for sign-ins, matters and looks are not in a record', () => {
  expect(dcube.purposes.filter(each => !isHeldInRecord(each)).map(({ id }) => id.split('/')[0])).toEqual([
    'fraud',
    'correspondence',
    'customer-care',
    'mediation',
    'data-subject-request',
    'government-order',
    'data-breach',
    'audit',
  ]);
});
