import { event, type SubjectDecided } from '../guards';
import {
  accepted,
  address,
  chosen,
  closed,
  collected,
  dcube,
  ended,
  given,
  jan,
  linkedDomain,
  registered,
  restricted,
  sealed,
  started,
  testId,
  withNewTerms,
} from '../testing';
import { decideCollect, type CollectBody } from './collect';

const { familyName, givenName, email, telephone, language } = jan;
const collect = (
  history: readonly SubjectDecided[],
  command: Omit<CollectBody, 'source'>,
  catalogue = dcube,
) =>
  given(...history).when((state, { context }) =>
    decideCollect(state, { source: 'subject', ...command }, { ...context, catalogue }),
  );
const onContract = [registered(), collected('contract', { familyName, givenName, address, email })];
const onDomain = [
  registered(),
  linkedDomain('example.be'),
  started('domain', { link: testId('link') }),
  accepted('terms:be'),
];

describe('P01 P04 collect', () => {
  test('an optional field comes to what is held', () => {
    collect(onContract, { purpose: 'contract', values: { telephone: '+32 470 12 34 56' } }).thenYields(
      event('DataCollected', { source: 'subject', purposes: [sealed('contract', { telephone })] }),
    );
  });

  test('the source is kept, such as another person (Art. 14)', () => {
    const decision = given(...onDomain).when((state, { context }) =>
      decideCollect(state, { source: 'third-person', purpose: 'domain-be', values: jan }, context),
    );
    decision.thenYields(
      event('DataCollected', { source: 'third-person', purposes: [sealed('domain-be', jan)] }),
    );
  });

  test('what is held already changes nothing', () => {
    collect(onContract, { purpose: 'contract', values: { email, familyName: ' Peeters' } }).thenNothing();
  });

  test('only what is new is written', () => {
    collect(onContract, { purpose: 'contract', values: { email, language } }).thenYields(
      event('DataCollected', { source: 'subject', purposes: [sealed('contract', { language })] }),
    );
  });

  test('P17 P18 another value for a held field is a correction', () => {
    collect(onContract, { purpose: 'contract', values: { email: 'x@example.be', language } }).thenRefused(
      'field-held',
      { purpose: 'contract', fields: ['email'] },
    );
  });

  test('P13 a new financial year starts with nothing, and versions go on', () => {
    const values = { familyName, givenName, address };
    const history = [registered(), collected('bookkeeping', values, 'subject', 'fy-2025')];
    collect(history, { purpose: 'bookkeeping', values: { familyName } }).thenRefused('field-missing', {
      purpose: 'bookkeeping/1',
      fields: ['address', 'givenName'],
    });
    collect(history, { purpose: 'bookkeeping', values }).thenYields(
      event('DataCollected', { source: 'subject', purposes: [sealed('bookkeeping', values, 2, 'fy-2026')] }),
    );
  });

  test('P03 P04 over-collection is refused on record', () => {
    const fields = ['address', 'unlisted'];
    collect([registered(), started('hosting')], {
      purpose: 'hosting',
      values: { email, address, shoeSize: 43 },
    }).thenRefused(
      'field-not-needed',
      { purpose: 'hosting/1', fields, unlistedAt: ['3'] },
      { reason: 'over-collection', purpose: 'hosting/1', fields },
    );
  });

  test('malformed values are refused, off the record', () => {
    collect(onContract, { purpose: 'contract', values: { telephone: '0470' } }).thenRefused(
      'malformed-value',
      {
        errors: [{ pointer: '/values/telephone', rule: 'telephone-not-international' }],
      },
    );
  });

  test('P22 closed before the service, after it, and after the last one', () => {
    const command = { purpose: 'hosting', values: { email } };
    collect(onContract, command).thenRefused('purpose-closed', { purpose: 'hosting/1' }, closed('hosting/1'));
    const over = [...onContract, started('hosting'), ended('2026-03-02')];
    collect(over, command).thenRefused('purpose-closed', undefined, closed('hosting/1'));
    collect(over, { purpose: 'contract', values: { language } }).thenRefused(
      'purpose-closed',
      undefined,
      closed('contract/1'),
    );
    // What it would not need if it were open is over-collection first.
    collect(onContract, { purpose: 'hosting', values: jan }).thenRefused('field-not-needed', undefined, {
      reason: 'over-collection',
      purpose: 'hosting/1',
      fields: ['address', 'familyName', 'givenName'],
    });
    expect(collect([...onContract, started('hosting'), ended('2026-03-03')], command).events()).toHaveLength(
      1,
    );
  });

  test('P02 the terms of the extension come first, in their current version', () => {
    const untold = onDomain.slice(0, 3);
    const command = { purpose: 'domain-be', values: jan };
    const refusal = {
      reason: 'condition-unmet',
      purpose: 'domain-be/1',
      condition: 'terms-accepted',
    } as const;
    collect(untold, command).thenRefused(
      'terms-not-accepted',
      { document: 'terms:be', version: '2018-05-25' },
      refusal,
    );
    collect([...untold, accepted('terms:eu')], command).thenRefused('terms-not-accepted', undefined, refusal);
    collect(onDomain, command, withNewTerms('2026-03-02')).thenRefused(
      'terms-not-accepted',
      { document: 'terms:be', version: '2026-03-02' },
      refusal,
    );
    expect(collect(onDomain, command, withNewTerms('2026-03-03')).events()).toHaveLength(1);
  });

  test('P11 P12 a payment purpose is open while its method stands', () => {
    const command = { purpose: 'direct-debit', values: { familyName, givenName } };
    collect(onContract, command).thenRefused('purpose-closed', undefined, closed('direct-debit/1'));
    expect(collect([...onContract, chosen('direct-debit', 'kbc')], command).events()).toHaveLength(1);
    collect([...onContract, chosen('direct-debit', 'kbc'), chosen('online-payment')], command).thenRefused(
      'purpose-closed',
      undefined,
      closed('direct-debit/1'),
    );
  });

  test('Art. 18 a restricted subject gives nothing for a new purpose, and may complete what is held', () => {
    const history = [...onContract, started('hosting'), restricted()];
    collect(history, { purpose: 'hosting', values: { email } }).thenRefused('subject-restricted');
    expect(collect(history, { purpose: 'contract', values: { language } }).events()).toHaveLength(1);
  });

  test('P03 a legal person gives no first name', () => {
    const fields = ['givenName'];
    collect([registered('legal-person'), chosen('online-payment')], {
      purpose: 'online-payment',
      values: { language, givenName },
    }).thenRefused(
      'field-not-needed',
      { purpose: 'online-payment/1', fields },
      { reason: 'over-collection', purpose: 'online-payment/1', fields },
    );
  });

  test('nobody, and an unknown purpose', () => {
    collect([], { purpose: 'contract', values: { language } }).thenRefused('not-found');
    collect(onContract, { purpose: 'marketing', values: { language } }).thenRefused('purpose-unknown');
  });
});
