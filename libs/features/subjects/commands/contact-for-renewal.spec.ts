import { event, type SubjectDecided } from '../guards';
import { payloadOf } from '../payload';
import {
  collected,
  commitmentOf,
  ended,
  given,
  jan,
  registered,
  restricted,
  started,
  testId,
} from '../testing';
import { decideContactForRenewal, type ContactForRenewalBody } from './contact-for-renewal';

const { familyName, givenName, email, telephone, language } = jan;
const service = testId('service');
const customer = [
  registered(),
  started('hosting', { renewsOn: '2026-04-01' }),
  collected('renewal', { familyName, givenName, email, language }),
];
const contact = (
  history: readonly SubjectDecided[],
  channel: ContactForRenewalBody['channel'] = 'email',
  at = '2026-03-02T09:00:00Z',
) =>
  given(...history).when(
    (state, { context }) => decideContactForRenewal(state, { service, channel }, context),
    at,
  );
const contacted = (
  values: Record<string, string>,
  channel: ContactForRenewalBody['channel'],
): SubjectDecided =>
  event('RenewalContacted', {
    service,
    purpose: 'renewal/1',
    basis: 'A6-1-b',
    channel,
    versions: Object.fromEntries(Object.keys(values).map(field => [field, 1])),
    commitments: Object.fromEntries(
      Object.entries(values).map(([field, value]) => [field, commitmentOf(value)]),
    ),
  });

describe('P01 contact when a service is up for renewal', () => {
  test('a use of name, language and what reaches the customer by that channel', () => {
    contact(customer).thenYields(contacted({ familyName, givenName, email, language }, 'email'));
    const reachable = [...customer, collected('renewal', { telephone })];
    contact(reachable, 'telephone').thenYields(
      contacted({ familyName, givenName, telephone, language }, 'telephone'),
    );
  });

  test('what was used is what the handler opens', () => {
    const { state } = given(...customer);
    const versions = { familyName: 1, givenName: 1, email: 1 };
    expect(payloadOf(state, { purpose: 'renewal/1', versions }).map(({ field }) => field)).toEqual(
      Object.keys(versions),
    );
  });

  test('only inside the window of sixty days, its first and last day included', () => {
    contact(customer, 'email', '2026-01-30T22:59:59Z').thenRefused('outside-renewal-window', {
      from: '2026-01-31',
    });
    expect(contact(customer, 'email', '2026-01-30T23:00:00Z').events()).toHaveLength(1);
    expect(contact(customer, 'email', '2026-04-01T21:59:59Z').events()).toHaveLength(1);
    contact(customer, 'email', '2026-04-01T22:00:00Z').thenRefused('outside-renewal-window');
  });

  test('once renewed, the next window counts', () => {
    const renewed = [...customer, event('ServiceRenewed', { service, renewsOn: '2027-04-01' })];
    contact(renewed).thenRefused('outside-renewal-window', { from: '2027-01-31' });
    contact([registered(), started('hosting'), customer[2]!]).thenRefused('outside-renewal-window', {});
  });

  test('a channel for which nothing is held, or nothing is needed', () => {
    contact(customer, 'telephone').thenRefused('field-missing', {
      purpose: 'renewal/1',
      fields: ['telephone'],
    });
    const fields = ['address'];
    contact(customer, 'letter').thenRefused(
      'field-not-needed',
      { purpose: 'renewal/1', fields },
      { reason: 'over-collection', purpose: 'renewal/1', fields },
    );
    contact([registered(), customer[1]!]).thenRefused('field-missing');
  });

  test('P22 not for a service that has ended; Art. 18 not while restricted', () => {
    contact([...customer, ended('2026-03-02')]).thenRefused('service-ended');
    contact([...customer, restricted()]).thenRefused('subject-restricted');
    contact([registered()]).thenRefused('service-unknown');
    contact([]).thenRefused('not-found');
  });
});
