import * as fc from 'fast-check';
import { ToReseal, ToSeal } from '#libs/commands';
import { event, type SubjectDecided } from '../guards';
import type { SealedValues, SubjectEventData, SubjectEventType } from '../events';
import { keyId, SELF, testId } from './events';
import type { Unsealed } from '#libs/commands';

const id = (role: string) => fc.integer({ min: 0, max: 3 }).map(index => testId(role, index));
const link = id('link');
const day = fc.constantFrom('2025-04-01', '2026-03-01', '2026-03-02', '2027-04-01');
const basis = fc.constantFrom('A6-1-b', 'A6-1-c');
const purpose = fc.constantFrom('contract/1', 'contract/2', 'domain-be/1', 'renewal/1', 'bookkeeping/1');
const field = fc.constantFrom('familyName', 'email', 'telephone');
const versions = fc.dictionary(field, fc.integer({ min: 1, max: 5 }), { noNullPrototype: true });
const commitments = fc.dictionary(field, fc.constant('c'), { noNullPrototype: true });
const source = fc.constantFrom('subject', 'third-person', 'migration');
const channel = fc.constantFrom('application', 'email', 'letter');
const method = fc.constantFrom('direct-debit', 'online-payment', 'bank-transfer');
const sealed = fc
  .dictionary(field, fc.constant('v'), { noNullPrototype: true })
  .map(values => new ToSeal('contract', 'contract', values));
const group: fc.Arbitrary<Unsealed<SealedValues>> = fc.record({ purpose, basis, versions, sealed });
const groups = fc.array(group, { maxLength: 3 });

const resealed = fc
  .integer({ min: 0, max: 3 })
  .map(index => new ToReseal('contract', 'contract', 1, testId('event', index), { key: '', box: 'e30' }, []));
const name = fc.constantFrom('contract', 'domain-be');
const partScope = fc.oneof(
  fc.record({ of: fc.constant('purpose'), purpose: name }),
  fc.record({ of: fc.constant('field'), purpose: name, field }),
  fc.record({ of: fc.constant('superseded'), purpose: name }),
);
const erasureScope = fc.oneof(fc.record({ of: fc.constant('subject') }), partScope);
const key = fc.record({
  key: fc.constantFrom(keyId('contract', 'contract'), testId('key other')),
  owner: fc.constant(`subject:${SELF}`),
  purpose: name,
  period: fc.constant('contract'),
  generation: fc.integer({ min: 1, max: 3 }),
});
const kept = fc.record({
  key: fc.constantFrom(keyId('contract', 'contract'), testId('key kept')),
  purpose: fc.constant('bookkeeping'),
  period: fc.constant('fy-2026'),
  until: day,
});

const duty = id('duty');
const of = fc.constantFrom('correction', 'erasure', 'restriction');
const recipient = fc.constant('dns-belgium');
const ground = fc.constantFrom('impossible', 'disproportionate');
const waiverReason = fc.constant('recipient-ceased');

/** Any data of each event type, whether or not a decision could come to it. */
const DATA: { readonly [T in SubjectEventType]: fc.Arbitrary<Unsealed<SubjectEventData[T]>> } = {
  SubjectRegistered: fc.record({
    kind: fc.constantFrom('natural-person', 'legal-person'),
    policy: fc.constant('p'),
  }),
  DataCollected: fc.record({ source, purposes: groups }),
  DataUsedFurther: fc.record({ from: purpose, fromVersions: versions, purposes: groups }),
  DataCorrected: fc.record({ channel, source, purposes: groups }),
  ServiceStarted: fc.record(
    {
      service: id('service'),
      serviceType: fc.constantFrom('domain', 'hosting'),
      link,
      from: day,
      renewsOn: day,
    },
    { requiredKeys: ['service', 'serviceType', 'from'] },
  ),
  ServiceRenewed: fc.record({ service: id('service'), renewsOn: day }),
  ServiceEnded: fc.record({ service: id('service'), on: day }),
  LoginLinked: fc.record({ link, sealed }),
  LoginUnlinked: fc.record({ link }),
  IdentityLinked: fc.record({ link, sealed }),
  IdentityUnlinked: fc.record({ link }),
  DomainLinked: fc.record(
    {
      link,
      role: fc.constantFrom('holder', 'payer'),
      extension: fc.constantFrom('be', 'eu'),
      sealed,
      transfer: id('transfer'),
    },
    { requiredKeys: ['link', 'role', 'extension', 'sealed'] },
  ),
  DomainUnlinked: fc.record(
    { link, reason: fc.constantFrom('ended', 'transferred', 'mistake'), transfer: id('transfer') },
    { requiredKeys: ['link', 'reason'] },
  ),
  DomainTransferBegun: fc.record({ transfer: id('transfer'), link, to: id('subject') }),
  DomainTransferFailed: fc.record({ transfer: id('transfer'), link, code: fc.constant('not-found') }),
  DocumentAccepted: fc.record({
    document: fc.constantFrom('policy', 'terms:be'),
    version: fc.constantFrom('1', '2'),
    on: day,
    channel,
  }),
  PaymentMethodChosen: fc.record({ method, instance: fc.constant('kbc') }, { requiredKeys: ['method'] }),
  PaymentMethodDropped: fc.record({ method }),
  DataShared: fc.record({
    sharing: id('sharing'),
    recipient: fc.constant('dns-belgium'),
    purpose,
    basis,
    versions,
    commitments,
    transit: fc.constant([]),
  }),
  SharingFailed: fc.record({ sharing: id('sharing'), reason: fc.constantFrom('rejected', 'unreachable') }),
  RenewalContacted: fc.record({
    service: id('service'),
    purpose,
    basis,
    channel: fc.constant('email'),
    versions,
    commitments,
  }),
  ProcessingRestricted: fc.record({
    restriction: id('restriction'),
    ground: fc.constantFrom('unlawful', 'needed-for-claims'),
  }),
  ObjectionRaised: fc.record({
    objection: id('objection'),
    purpose: fc.constant('fraud/1'),
    basis: fc.constant('A6-1-f' as const),
  }),
  ObjectionSettled: fc.record({
    objection: id('objection'),
    purpose: fc.constant('fraud'),
    outcome: fc.constantFrom('upheld', 'compelling-grounds'),
  }),
  OtherPersonMarked: fc.record({
    mark: id('mark'),
    purpose: name,
    field,
    version: fc.integer({ min: 1, max: 3 }),
  }),
  OtherPersonSettled: fc.record({ mark: id('mark'), outcome: fc.constantFrom('shown', 'left-out') }),
  LiftingAnnounced: fc.record({
    restriction: id('restriction'),
    reason: fc.constant('subject-asked'),
    channel,
    language: fc.constant('nl'),
    purpose: fc.constant('data-subject-request/1'),
    basis: fc.constant('A6-1-c'),
    fields: fc.constant({}),
  }),
  RestrictionLifted: fc.record({ restriction: id('restriction'), reason: fc.constant('subject-asked') }),
  ErasureApproved: fc.record({ approval: id('approval'), reason: fc.constant('no-longer-needed') }),
  ErasureBegun: fc.record({
    erasure: id('erasure'),
    scope: erasureScope,
    reason: fc.constant('no-longer-needed'),
    keys: fc.array(key, { maxLength: 2 }),
    kept: fc.array(kept, { maxLength: 1 }),
  }),
  DataResealed: fc.record({ erasure: id('erasure'), purpose, basis, versions, sealed: resealed }),
  DataErased: fc.record({
    erasure: id('erasure'),
    scope: partScope,
    epoch: fc.constant(1),
    kept: fc.array(kept, { maxLength: 1 }),
  }),
  SubjectErased: fc.record({
    erasure: id('erasure'),
    epoch: fc.constant(1),
    kept: fc.array(kept, { maxLength: 1 }),
  }),
  TellingPrepared: fc.record({
    erasure: id('erasure'),
    until: day,
    duties: fc.array(fc.record({ duty, recipient, purpose: name, versions, sealed }), { maxLength: 2 }),
  }),
  RecipientTold: fc.record({
    duty,
    of,
    recipient,
    purpose: name,
    channel: fc.constant('email'),
    versions,
    commitments,
  }),
  RecipientConfirmed: fc.record({ duty, of }),
  TellingFailed: fc.record({ duty, of, reason: fc.constant('rejected') }),
  WaiverProposed: fc.record({ duty, of, ground, reason: waiverReason }),
  DutyWaived: fc.record({ duty, of, ground, reason: waiverReason, proposedBy: fc.constant('olivia') }),
  DutyLapsed: fc.record({ duty, of }),
  DutyKeyEnded: fc.record({ duty, epoch: fc.constant(1) }),
};

export const EVENT_TYPES = Object.keys(DATA) as SubjectEventType[];

/** Any event in any order: histories that no decision would yield are among them. */
export const anyEvent: fc.Arbitrary<SubjectDecided> = fc
  .constantFrom(...EVENT_TYPES)
  .chain(type => (DATA[type] as fc.Arbitrary<never>).map(data => event(type, data) as SubjectDecided));
