import { EPOCH_EVENTS, EPOCH_STREAM, type EpochEventData } from '#libs/features/master-keys';
import { AUDITS_STREAM, registerLookStream, type AuditEventData } from '#libs/features/audits';
import type { AccessEventData } from '#libs/features/access';
import { CALENDAR_EVENTS, CALENDARS_STREAM, type CalendarEventData } from '#libs/features/calendar';
import { WEBHOOK_EVENTS, type WebhookEventData } from '#libs/features/feed';
import { BREACH_EVENTS, type BreachEventData, type BreachLookEventData } from '#libs/features/breaches';
import { CATALOGUE_EVENTS, CATALOGUE_STREAM, type CatalogueEventData } from '#libs/catalogue';
import { DRAFT_EVENTS, DRAFTS_STREAM, type DraftEventData } from '#libs/features/catalogue';
import type { RefusalEventData } from '#libs/commands';
import type { FenceEventData } from '#libs/features/erasure';
import type { EventRecord } from '#libs/event-store';
import { MATTER_EVENTS, type MatterEventData, type MatterLookEventData } from '#libs/features/correspondence';
import {
  MEDIATION_EVENTS,
  type MediationEventData,
  type MediationLookEventData,
} from '#libs/features/mediation';
import {
  GROUNDS_STREAM,
  ORDER_EVENTS,
  type GroundEventData,
  type OrderEventData,
  type OrderLookEventData,
} from '#libs/features/orders';
import { PASSED_EVENTS, PASSED_STREAM, type PassedEventData } from '#libs/features/passed-events';
import { REQUEST_EVENTS, type RequestEventData, type RequestLookEventData } from '#libs/features/requests';
import { SIGNING_EVENTS, SIGNING_STREAM, type SigningEventData } from '#libs/features/signing';
import type { SealedValues, SubjectEventData } from '#libs/features/subjects';
import type { Sealed } from '#libs/vault';

/** Data of all event types that the register knows. */
export interface AllEventData
  extends
    SubjectEventData,
    AccessEventData,
    RefusalEventData,
    CatalogueEventData,
    DraftEventData,
    MediationEventData,
    MediationLookEventData,
    MatterEventData,
    MatterLookEventData,
    FenceEventData,
    OrderEventData,
    OrderLookEventData,
    GroundEventData,
    RequestEventData,
    RequestLookEventData,
    AuditEventData,
    BreachEventData,
    BreachLookEventData,
    CalendarEventData,
    EpochEventData,
    PassedEventData,
    SigningEventData,
    WebhookEventData {}

/** Of each type of the first table a list; the others are in {@link LATER}. */
type Samples = { readonly [T in keyof AllEventData]?: readonly AllEventData[T][] };

export const SUBJECT = '5ab1ec70-0000-8000-8000-000000000001';
const id = (n: number): string => `1d000000-0000-8000-8000-${String(n).padStart(12, '0')}`;
const [LINK, SERVICE, TRANSFER, SHARING, RESTRICTION, REQUEST, ERASURE] = [1, 2, 3, 4, 5, 6, 7].map(id) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

const OBJECTION = id(10);
const DUTY = id(201);
const PASSED = {
  event: id(1_500),
  type: 'OrderDisclosed',
  eventHash: commitment('hash'),
  projections: ['records', 'register'],
};
const KEPT = { key: id(97), purpose: 'bookkeeping', period: 'fy-2026', until: '2036-12-31' };

function commitment(name: string): string {
  return Buffer.from(name.padEnd(32, '.')).toString('base64url');
}

function sealed(purpose: string, ...names: string[]): Sealed {
  const commitments = Object.fromEntries(names.map(name => [name, commitment(name)]));
  return { key: id(99), box: 'AQ', purpose, period: 'contract', commitments };
}

function values(purpose: string, versions: SealedValues['versions']): SealedValues {
  return {
    purpose: `${purpose}/1`,
    basis: 'A6-1-b',
    versions,
    sealed: sealed(purpose, ...Object.keys(versions)),
  };
}

function disclosed(heldFor: string, field: 'email', version: number) {
  return { event: id(90), heldFor, field, version, commitment: commitment(field) };
}

/** Every event type in every form that its shape allows: what is stored for ever is fixed by them. */
export const SAMPLES: Samples = {
  SubjectRegistered: [{ kind: 'natural-person', policy: '2018-05-25' }],
  DataCollected: [
    {
      source: 'third-person',
      purposes: [values('contract', { email: 1, familyName: 1 }), values('bookkeeping', { address: 1 })],
    },
  ],
  DataUsedFurther: [
    { from: 'contract/1', fromVersions: { email: 2 }, purposes: [values('domain-be', { email: 1 })] },
  ],
  DataCorrected: [
    { channel: 'application', source: 'subject', purposes: [values('contract', { telephone: 2, email: 3 })] },
    {
      channel: 'letter',
      source: 'subject',
      request: REQUEST,
      purposes: [values('contract', { address: 2 })],
    },
  ],
  ServiceStarted: [
    { service: SERVICE, serviceType: 'domain', link: LINK, from: '2026-01-01', renewsOn: '2027-01-01' },
    { service: SERVICE, serviceType: 'hosting', from: '2026-01-01' },
  ],
  ServiceRenewed: [{ service: SERVICE, renewsOn: '2028-01-01' }],
  ServiceEnded: [{ service: SERVICE, on: '2028-01-01' }],
  LoginLinked: [{ link: LINK, sealed: sealed('contract', 'login') }],
  LoginUnlinked: [{ link: LINK }],
  IdentityLinked: [{ link: LINK, sealed: sealed('contract', 'subject', 'issuer') }],
  IdentityUnlinked: [{ link: LINK }],
  DomainLinked: [
    { link: LINK, role: 'payer', extension: 'eu', sealed: sealed('contract', 'domain') },
    { link: LINK, role: 'holder', extension: 'be', sealed: sealed('contract', 'domain'), transfer: TRANSFER },
  ],
  DomainUnlinked: [
    { link: LINK, reason: 'ended' },
    { link: LINK, reason: 'transferred', transfer: TRANSFER },
  ],
  DomainTransferBegun: [{ transfer: TRANSFER, link: LINK, to: id(77) }],
  DomainTransferFailed: [{ transfer: TRANSFER, link: LINK, code: 'terms-not-accepted' }],
  DocumentAccepted: [{ document: 'terms:be', version: '2026-01', on: '2026-01-01', channel: 'application' }],
  PaymentMethodChosen: [{ method: 'direct-debit', instance: 'kbc' }, { method: 'online-payment' }],
  PaymentMethodDropped: [{ method: 'direct-debit' }],
  DataShared: [
    {
      sharing: SHARING,
      recipient: 'dns-belgium',
      purpose: 'domain-be/1',
      basis: 'A6-1-b',
      link: LINK,
      versions: { familyName: 1, email: 2 },
      commitments: { familyName: commitment('familyName'), email: commitment('email') },
      transit: [],
    },
    {
      sharing: SHARING,
      recipient: 'bank',
      instance: 'kbc',
      purpose: 'direct-debit/1',
      basis: 'A6-1-b',
      versions: { familyName: 1 },
      commitments: { familyName: commitment('familyName') },
      transit: ['iban', 'mandate'],
      transferGround: 'A45-3',
      sealed: sealed('direct-debit', 'reference'),
    },
  ],
  SharingFailed: [{ sharing: SHARING, reason: 'unreachable' }],
  RenewalContacted: [
    {
      service: SERVICE,
      purpose: 'renewal/1',
      basis: 'A6-1-f',
      channel: 'email',
      versions: { email: 2 },
      commitments: { email: commitment('email') },
    },
  ],
  ProcessingRestricted: [
    { restriction: RESTRICTION, ground: 'accuracy-contested' },
    { restriction: RESTRICTION, ground: 'objection-pending', request: REQUEST },
  ],
  RestrictionLifted: [{ restriction: RESTRICTION, reason: 'accuracy-settled' }],
  SignedIn: [{ purpose: 'fraud/1', basis: 'A6-1-f', sealed: sealed('fraud', 'ipAddress') }],
  RecordLooked: [{ purpose: 'support/1', basis: 'A6-1-b', view: 'record' }],
  SubjectsSearched: [
    { purpose: 'support/1', basis: 'A6-1-b', by: 'email', found: [SUBJECT, id(78)] },
    { purpose: 'support/1', basis: 'A6-1-b', by: 'telephone', found: [] },
  ],
  ProcessingRefused: [
    {
      reason: 'over-collection',
      purpose: 'contract/1',
      fields: ['ipAddress', 'unlisted'],
      command: 'collect',
    },
    { reason: 'third-party', recipient: 'unlisted', command: 'share' },
    { reason: 'condition-unmet', purpose: 'domain-be/1', condition: 'terms-accepted', command: 'share' },
  ],
  CataloguePublished: [
    { version: '2018-05-25', from: '2018-05-25', digest: commitment('digest'), catalogue: {} as never },
  ],
  MediationOpened: [
    {
      purpose: 'mediation/1',
      basis: 'A6-1-f',
      owner: SUBJECT,
      language: 'nl',
      until: '2026-12-15',
      latest: '2026-12-29',
      sealed: sealed('mediation', 'domain', 'email', 'familyName', 'message'),
    },
    {
      purpose: 'mediation/1',
      basis: 'A6-1-f',
      language: 'fr',
      until: '2026-12-15',
      latest: '2026-12-29',
      sealed: sealed('mediation', 'domain', 'email', 'familyName', 'givenName'),
    },
  ],
  ThirdPartyTold: [{ channel: 'email', on: '2026-11-24' }],
  OwnerInformed: [{ owner: SUBJECT, purpose: 'mediation/1', basis: 'A6-1-f', channel: 'letter' }],
  OwnerAnswered: [{ owner: SUBJECT, choice: 'declined', channel: 'application' }],
  AnswerPeriodEnded: [{ until: '2026-12-15' }],
  ThirdPartyAnswered: [{ answer: 'neutral', channel: 'email' }],
  MediationEnded: [{ outcome: 'answered' }],
  MediationLooked: [
    { owner: SUBJECT, purpose: 'mediation/1', basis: 'A6-1-f' },
    { purpose: 'mediation/1', basis: 'A6-1-f' },
  ],
  MatterOpened: [
    {
      purpose: 'correspondence/1',
      basis: 'A6-1-f',
      mailbox: 'info',
      form: 'imported',
      receivedAt: '2026-11-24T09:00:00.000Z',
      latest: '2027-02-22',
      dropped: 1,
      cut: true,
      sealed: sealed('correspondence', 'email', 'familyName', 'message', 'topic'),
    },
    {
      purpose: 'correspondence/1',
      basis: 'A6-1-f',
      mailbox: 'info',
      form: 'entered',
      receivedAt: '2026-11-24T09:00:00.000Z',
      latest: '2027-02-22',
      sealed: sealed('correspondence', 'email', 'message'),
    },
  ],
  MatterNoted: [{ purpose: 'correspondence/1', basis: 'A6-1-f', sealed: sealed('correspondence', 'note') }],
  MatterEnded: [
    { outcome: 'closed', into: { kind: 'request', id: REQUEST } },
    { outcome: 'closed', into: { kind: 'mediation', id: id(7) } },
    { outcome: 'lapsed' },
  ],
  MatterLooked: [{ purpose: 'correspondence/1', basis: 'A6-1-f' }],
  ErasureBegun: [
    {
      erasure: ERASURE,
      scope: { of: 'subject' },
      reason: 'no-longer-needed',
      request: REQUEST,
      keys: [
        { key: id(99), owner: `subject:${SUBJECT}`, purpose: 'contract', period: 'contract', generation: 1 },
      ],
      kept: [KEPT],
    },
    {
      erasure: ERASURE,
      scope: { of: 'purpose', purpose: 'hosting' },
      reason: 'objection',
      keys: [],
      kept: [],
    },
    {
      erasure: ERASURE,
      scope: { of: 'field', purpose: 'contract', field: 'telephone' },
      reason: 'unlawful',
      keys: [],
      kept: [],
    },
    {
      erasure: ERASURE,
      scope: { of: 'superseded', purpose: 'contract' },
      reason: 'retention-ended',
      keys: [],
      kept: [],
    },
  ],
  DataResealed: [
    {
      erasure: ERASURE,
      purpose: 'contract/1',
      basis: 'A6-1-b',
      versions: { familyName: 1, email: 3 },
      sealed: { ...sealed('contract', 'email', 'familyName'), from: id(98) },
    },
  ],
  DataErased: [
    {
      erasure: ERASURE,
      scope: { of: 'field', purpose: 'contract', field: 'telephone' },
      epoch: 1,
      kept: [],
    },
    { erasure: ERASURE, scope: { of: 'purpose', purpose: 'bookkeeping' }, epoch: 1, kept: [KEPT] },
  ],
  SubjectErased: [
    { erasure: ERASURE, epoch: 1, kept: [KEPT] },
    { erasure: ERASURE, epoch: 2, kept: [] },
  ],
  KeysFenced: [{ cause: ERASURE, keys: [], barred: [`subject:${SUBJECT}`], epoch: 1 }],
  OrderRegistered: [
    {
      body: 'public-prosecutor',
      legitimacy: 'judicial',
      ground: 'sv-39bis',
      purpose: 'government-order/1',
      basis: 'A6-1-c',
      subjects: [SUBJECT],
      fields: ['email', 'ipAddress'],
      period: { from: '2026-10-01', to: '2026-10-31' },
      digest: 'ab'.repeat(32),
      issuedOn: '2026-11-20',
      receivedOn: '2026-11-23',
      deadline: '2026-12-01',
      secrecy: { ground: 'art. 46bis', until: '2026-12-31' },
      sealed: sealed('government-order', 'reference', 'text'),
    },
    {
      body: 'fod-financien',
      legitimacy: 'administrative',
      ground: 'wib-322',
      purpose: 'government-order/1',
      basis: 'A6-1-c',
      subjects: [SUBJECT],
      fields: ['familyName'],
      digest: 'ab'.repeat(32),
      issuedOn: '2026-11-20',
      receivedOn: '2026-11-23',
      sealed: sealed('government-order', 'reference'),
    },
  ],
  OrderApproved: [{}],
  OrderRefused: [{ reason: 'no-ground' }],
  OrderWithdrawn: [{}],
  OrderDisclosed: [
    {
      subject: SUBJECT,
      body: 'public-prosecutor',
      ground: 'sv-39bis',
      purpose: 'government-order/1',
      basis: 'A6-1-c',
      values: [
        disclosed('contract/1', 'email', 1),
        disclosed('contract/1', 'email', 2),
        disclosed('hosting/1', 'email', 1),
      ],
      signIns: [
        { event: id(91), commitment: commitment('ipAddress') },
        { event: id(92), commitment: commitment('ipAddress') },
      ],
      secrecy: { ground: 'art. 46bis', until: '2026-12-31' },
    },
    {
      subject: SUBJECT,
      body: 'fod-financien',
      ground: 'wib-322',
      purpose: 'government-order/1',
      basis: 'A6-1-c',
      values: [],
      signIns: [],
    },
  ],
  SecrecyLifted: [{}],
  OrderLooked: [{ purpose: 'government-order/1', basis: 'A6-1-c' }],
  SecrecyExtended: [{ until: '2027-03-31', sealed: sealed('government-order', 'reason') }],
  ObjectionRaised: [
    { objection: OBJECTION, purpose: 'fraud/1', basis: 'A6-1-f' },
    { objection: OBJECTION, purpose: 'fraud/1', basis: 'A6-1-f', request: REQUEST },
  ],
  ObjectionSettled: [{ objection: OBJECTION, purpose: 'fraud', outcome: 'compelling-grounds' }],
};

type Later<T extends keyof AllEventData = keyof AllEventData> = T extends unknown
  ? readonly [type: T, data: AllEventData[T], version?: number]
  : never;

const CLOCK = { due: '2026-12-24', unpaused: '2026-12-24', holidays: 'be-2026' };

/** As little as a catalogue can be. */
const DRAFT = {
  version: '2999-01-01',
  from: '2999-01-01',
  controller: { name: 'D-Cube Resource', contact: 'privacy@dcube-resource.be', country: 'BE' },
  fields: [],
  services: [],
  purposes: [],
  recipients: [],
  extensions: [],
  documents: [],
};

/** Further types, and further forms of types above, that came later: in the order in which they came. */
const LATER: readonly Later[] = [
  [
    'ErasureBegun',
    {
      erasure: ERASURE,
      scope: { of: 'period', purpose: 'fraud', period: '2026-01' },
      reason: 'retention-ended',
      keys: [],
      kept: [],
    },
  ],
  [
    'DataErased',
    { erasure: ERASURE, scope: { of: 'period', purpose: 'fraud', period: '2026-01' }, epoch: 1, kept: [] },
  ],
  [
    'AuditOpened',
    {
      audit: id(11),
      by: 'external',
      until: '2026-12-24T10:00:00.000Z',
    },
  ],
  ['AuditClosed', { audit: id(11) }],
  [
    'RegisterConsulted',
    {
      view: 'inclusion',
      about: { size: '12', n: '7' },
    },
  ],
  [
    'RequestRegistered',
    {
      kind: 'access',
      channel: 'email',
      requester: 'customer',
      subject: SUBJECT,
      receivedAt: '2026-11-23T10:00:00.000Z',
      language: 'nl',
      purpose: 'data-subject-requests/1',
      basis: 'A6-1-c',
      clock: CLOCK,
      matter: id(8),
      sealed: sealed('data-subject-requests', 'email', 'reference', 'text'),
    },
  ],
  [
    'RequestRegistered',
    {
      kind: 'objection',
      channel: 'telephone',
      requester: 'unknown',
      receivedAt: '2026-11-23T10:00:00.000Z',
      language: 'fr',
      purpose: 'data-subject-requests/1',
      basis: 'A6-1-c',
    },
  ],
  ['RequestLinked', { subject: SUBJECT }],
  ['ConfirmationAsked', {}],
  ['RequestConfirmed', { subject: SUBJECT, channel: 'letter', receivedAt: '2026-11-23T10:00:00.000Z' }],
  [
    'ProofAsked',
    { subject: SUBJECT, reason: 'sender-unknown', clock: { unpaused: '2026-12-24', holidays: 'be-2026' } },
  ],
  [
    'IdentityVerified',
    { subject: SUBJECT, how: 'mandate-seen', receivedAt: '2026-11-23T10:00:00.000Z', clock: CLOCK },
  ],
  ['IdentityRejected', { reason: 'no-mandate', receivedAt: '2026-11-23T10:00:00.000Z' }],
  [
    'RequestExtended',
    { subject: SUBJECT, reason: 'complexity', clock: CLOCK, sealed: sealed('data-subject-requests', 'note') },
  ],
  [
    'RequestRefused',
    {
      subject: SUBJECT,
      reason: 'rights-of-others',
      scope: 'part',
      authority: 'GBA/APD',
      court: 'court-of-first-instance',
    },
  ],
  [
    'CarryingOutBegun',
    {
      execution: id(12),
      subject: SUBJECT,
      act: 'correct',
      version: 3,
      purposes: ['contract'],
      sealed: sealed('data-subject-requests', 'values'),
    },
  ],
  ['CarriedOut', { execution: id(12), subject: SUBJECT, act: 'correct' }],
  ['CarryingOutFailed', { execution: id(12), subject: SUBJECT, act: 'erase', code: 'kept-by-law' }],
  ['LetterSent', { subject: SUBJECT, letter: 'access-answer', channel: 'email', language: 'en' }],
  ['RequestClosed', { subject: SUBJECT, outcome: 'partly-refused', keptUntil: '2029-11-24' }],
  ['RequestReminded', { subject: SUBJECT, about: 'due-soon', due: '2026-12-24' }],
  [
    'RequestLooked',
    { request: id(11), purpose: 'data-subject-requests/1', basis: 'A6-1-c', view: 'request' },
  ],
  ['EpochActivated', { epoch: 2 }],
  ['EpochRetired', { epoch: 1 }],
  ['EpochDestructionStated', { epoch: 1 }],
  ['EpochDestroyed', { epoch: 1, statedBy: id(88) }],
  [
    'SigningKeyMade',
    {
      origin: 'example.com/log',
      key: '0a0b0c0d',
      vkey: 'example.com/log+0a0b0c0d+AQ==',
      signer: id(12),
    },
  ],
  [
    'SigningKeyRotated',
    {
      origin: 'example.com/log',
      key: '0a0b0c0e',
      vkey: 'example.com/log+0a0b0c0e+AQ==',
      replaces: '0a0b0c0d',
      until: '9007199254740993',
    },
  ],
  [
    'SigningKeyRetired',
    {
      origin: 'example.com/log',
      key: '0a0b0c0e',
      until: '12',
    },
  ],
  ['SignerMoved', { signer: id(13) }],
  [
    'RegisterForkRecorded',
    {
      incident: id(14),
      origin: 'example.com/log',
      since: '2026-11-24T10:00:00.000Z',
      sound: '7',
      signed: '12',
      place: 'file',
    },
  ],
  [
    'OriginBegun',
    {
      incident: id(14),
      origin: 'example.com/log/2',
      key: '0a0b0c0f',
      vkey: 'example.com/log/2+0a0b0c0f+AQ==',
      previous: { origin: 'example.com/log', size: '12', root: 'AQ==' },
    },
  ],
  [
    'PassingProposed',
    {
      passing: id(15),
      ...PASSED,
      stream: `order-${id(9)}`,
      revision: 3,
      errors: ['error 22007'],
      reason: 'value-refused',
    },
  ],
  ['PassingWithdrawn', { passing: id(15), event: PASSED.event }],
  [
    'EventPassedOver',
    { passing: id(16), ...PASSED, errors: ['error 22007'], reason: 'program-fault', proposedBy: id(88) },
  ],
  [
    'PassedEventMadeUp',
    {
      passing: id(16),
      event: PASSED.event,
      eventHash: PASSED.eventHash,
      projections: PASSED.projections,
      actor: { role: 'privacy-officer', id: id(88) },
      time: '2026-11-23T10:00:00.000Z',
      catalogue: '2018-05-25',
      drafts: [
        {
          kind: 'disclosed',
          subject: SUBJECT,
          purpose: 'government-order/1',
          basis: 'A6-1-c',
          recipient: 'public-prosecutor',
          fields: { familyName: { commitment: commitment('familyName'), version: 2 } },
          about: { ground: 'sv-46bis', order: id(9) },
        },
      ],
      silences: [
        { op: 'hide', event: PASSED.event, matter: id(9), until: '2999-12-31T00:00:00.000Z' },
        { op: 'end', matter: id(9), until: '2999-12-31T00:00:00.000Z' },
      ],
    },
  ],
  // Version 2 of these: what a link is held for and who gave it, who gave what is used further, that there is one name.
  [
    'LoginLinked',
    {
      link: LINK,
      purpose: 'contract/1',
      basis: 'A6-1-b',
      source: 'subject',
      sealed: sealed('contract', 'login'),
    },
    2,
  ],
  [
    'IdentityLinked',
    {
      link: LINK,
      purpose: 'contract/1',
      basis: 'A6-1-b',
      source: 'migration',
      sealed: sealed('contract', 'subject', 'issuer'),
    },
    2,
  ],
  [
    'DomainLinked',
    {
      link: LINK,
      role: 'holder',
      extension: 'be',
      purpose: 'contract/1',
      basis: 'A6-1-b',
      source: 'third-person',
      sealed: sealed('contract', 'domain'),
      transfer: TRANSFER,
    },
    2,
  ],
  [
    'DataUsedFurther',
    {
      from: 'contract/1',
      fromVersions: { email: 2, address: 1, familyName: 1 },
      sources: { email: 'third-person', address: 'subject', familyName: 'subject' },
      purposes: [values('domain-be', { email: 1, address: 1, familyName: 1 })],
    },
    2,
  ],
  ['SubjectRegistered', { kind: 'natural-person', policy: '2018-05-25', oneName: true }, 2],
  // A second person's word; version 2 of what has it, and what its ground needs.
  ['ErasureApproved', { approval: id(17), reason: 'unlawful', finding: 'kept-too-long', request: REQUEST }],
  ['ErasureApproved', { approval: id(17), reason: 'legal-obligation', law: 'Art. 12 WVP' }],
  [
    'ErasureBegun',
    {
      erasure: ERASURE,
      scope: { of: 'subject' },
      reason: 'legal-obligation',
      law: 'Art. 12 WVP',
      approval: id(17),
      keys: [],
      kept: [],
    },
    2,
  ],
  [
    'ErasureBegun',
    {
      erasure: ERASURE,
      scope: { of: 'purpose', purpose: 'hosting' },
      reason: 'unlawful',
      finding: 'of-another-person',
      request: REQUEST,
      keys: [],
      kept: [],
    },
    2,
  ],
  [
    'CarryingOutBegun',
    {
      execution: id(12),
      subject: SUBJECT,
      act: 'erase',
      reason: 'unlawful',
      finding: 'kept-too-long',
      answerUntil: '2026-12-24',
      language: 'fr',
      sealed: sealed('data-subject-requests', 'familyName', 'address'),
    },
    2,
  ],
  ['OtherPersonMarked', { mark: id(17), purpose: 'contract', field: 'email', version: 2 }],
  ['OtherPersonSettled', { mark: id(17), outcome: 'left-out' }],
  [
    'TellingPrepared',
    {
      erasure: ERASURE,
      until: '2027-02-22',
      duties: [
        {
          duty: DUTY,
          recipient: 'dns-belgium',
          purpose: 'domain-be',
          link: LINK,
          versions: { familyName: 1, email: 2 },
          sealed: { ...sealed('telling', 'fields', 'domain', 'reference'), period: DUTY },
        },
        {
          duty: id(202),
          recipient: 'bank',
          instance: 'kbc',
          purpose: 'direct-debit',
          versions: { familyName: 1 },
          sealed: { ...sealed('telling', 'fields'), period: id(202) },
        },
      ],
    },
  ],
  [
    'RecipientTold',
    {
      duty: id(203),
      of: 'correction',
      recipient: 'com-registrar',
      purpose: 'domain-com',
      basis: 'A6-1-b',
      link: LINK,
      channel: 'interface',
      versions: { email: 3 },
      commitments: { email: commitment('email') },
      transferGround: 'A45-3',
      sealed: sealed('domain-com', 'reference'),
    },
  ],
  ['RecipientConfirmed', { duty: id(203), of: 'correction' }],
  ['TellingFailed', { duty: id(203), of: 'correction', reason: 'rejected' }],
  ['WaiverProposed', { duty: DUTY, of: 'erasure', ground: 'impossible', reason: 'recipient-ceased' }],
  [
    'DutyWaived',
    { duty: DUTY, of: 'erasure', ground: 'impossible', reason: 'recipient-ceased', proposedBy: id(88) },
  ],
  ['DutyLapsed', { duty: id(202), of: 'erasure' }],
  ['DutyKeyEnded', { duty: id(202), epoch: 1 }],
  // A look says what was shown, and one at an employee who that is.
  [
    'RecordLooked',
    { purpose: 'customer-care/1', basis: 'A6-1-b', view: 'record', fields: ['email', 'familyName'] },
    2,
  ],
  ['ActorLooked', { actor: id(88), by: 'pseudonym', purpose: 'audit/1', basis: 'A6-1-c' }],
  ['ActorLooked', { by: 'name', purpose: 'audit/1', basis: 'A6-1-c' }],
  [
    'GroundConfirmed',
    {
      ground: 'sv-39bis',
      law: 'Code of Criminal Procedure art. 39bis: seizure of data',
      fields: ['familyName', 'ipAddress'],
      source: 'official-text',
      readOn: '2026-11-20',
    },
  ],
  // Who was reached with which of their fields, what an owner was told, and until when they read it.
  [
    'OwnerInformed',
    {
      owner: SUBJECT,
      purpose: 'mediation/1',
      basis: 'A6-1-f',
      channel: 'email',
      fields: {
        familyName: { commitment: commitment('familyName'), version: 1 },
        email: { commitment: commitment('email'), version: 3 },
      },
      passedOn: ['familyName', 'message'],
    },
    2,
  ],
  [
    'OwnerInformed',
    {
      owner: SUBJECT,
      purpose: 'mediation/1',
      basis: 'A6-1-f',
      channel: 'application',
      fields: {},
      passedOn: ['familyName'],
    },
    2,
  ],
  ['ThirdPartyAnswered', { answer: 'owner-writes', channel: 'email', keptUntil: '2026-12-24' }, 2],
  [
    'LetterSent',
    {
      letter: 'nothing-held',
      channel: 'letter',
      language: 'fr',
      purpose: 'data-subject-request/1',
      basis: 'A6-1-c',
      fields: {
        familyName: { commitment: commitment('familyName') },
        address: { commitment: commitment('address'), version: 2 },
      },
    },
    2,
  ],
  // A second person's word on a part.
  [
    'ErasureApproved',
    {
      approval: id(17),
      scope: { of: 'field', purpose: 'contract', field: 'telephone' },
      reason: 'unlawful',
      finding: 'not-needed-for-purpose',
    },
    2,
  ],
  // Looks at a request of a stranger, and at mail, name what was shown.
  [
    'RequestLooked',
    {
      request: id(11),
      purpose: 'data-subject-requests/1',
      basis: 'A6-1-c',
      view: 'letter',
      fields: ['address', 'familyName'],
    },
    2,
  ],
  ['MatterLooked', { purpose: 'correspondence/1', basis: 'A6-1-f', fields: ['email', 'familyName'] }, 2],
  ['MatterReminded', { about: 'overdue', due: '2026-12-24' }],
  // Where the answer to an erasure goes is kept apart, through a day.
  [
    'CarryingOutBegun',
    {
      execution: id(12),
      subject: SUBJECT,
      act: 'erase',
      answerUntil: '2026-12-24',
      answerFor: { purpose: 'data-subject-requests/1', basis: 'A6-1-c' },
      language: 'fr',
      sealed: sealed('data-subject-requests', 'familyName', 'address'),
    },
    3,
  ],
  [
    'BreachRecorded',
    {
      purpose: 'data-breach/1',
      basis: 'A6-1-c',
      happenedAt: '2026-12-01T08:00:00.000Z',
      endedAt: '2026-12-01T09:00:00.000Z',
      foundAt: '2026-12-01T10:00:00.000Z',
      reportedAt: '2026-12-01T11:00:00.000Z',
      processor: 'accounting-office',
      knownAt: '2026-12-01T13:20:00.000Z',
      clock: {
        from: '2026-12-01T14:00:00.000Z',
        remind: '2026-12-03T14:00:00.000Z',
        due: '2026-12-04T14:00:00.000Z',
      },
      sealed: sealed('data-breach', 'description'),
    },
  ],
  [
    'BreachRecorded',
    {
      purpose: 'data-breach/1',
      basis: 'A6-1-c',
      foundAt: '2026-12-01T10:00:00.000Z',
      sealed: sealed('data-breach', 'description'),
    },
  ],
  [
    'BreachCorrected',
    {
      foundAt: '2026-12-01T10:00:00.000Z',
      knownAt: '2026-12-01T12:20:00.000Z',
      clock: {
        from: '2026-12-01T13:00:00.000Z',
        remind: '2026-12-03T13:00:00.000Z',
        due: '2026-12-04T13:00:00.000Z',
      },
      sealed: sealed('data-breach', 'description', 'reason'),
    },
  ],
  [
    'BreachAssessed',
    {
      natures: ['confidentiality'],
      causes: ['human-error', 'misuse-from-within'],
      persons: ['customers', 'domain-holders'],
      data: ['email', 'login'],
      numberOfPersons: 120,
      numberOfRecords: 150,
      risk: 'high-risk',
      sealed: sealed('data-breach', 'consequences', 'measuresProposed', 'measuresTaken', 'riskReasons'),
    },
  ],
  [
    'AuthorityNotified',
    {
      at: '2026-12-04T15:00:00.000Z',
      channel: 'online-form',
      complete: false,
      late: true,
      sealed: sealed('data-breach', 'delayReasons', 'reference', 'told'),
    },
  ],
  [
    'AuthorityNotified',
    {
      at: '2026-12-08T15:00:00.000Z',
      channel: 'letter',
      complete: true,
      sealed: sealed('data-breach', 'reference'),
    },
  ],
  ['PersonsTold', { at: '2026-12-05T09:00:00.000Z', channel: 'letter', number: 120, letter: id(301) }],
  ['PersonsTold', { at: '2026-12-05T09:00:00.000Z', channel: 'public-communication' }],
  [
    'PersonsNotTold',
    { ground: 'disproportionate', sealed: sealed('data-breach', 'publicCommunication', 'reason') },
  ],
  ['BreachReminded', { about: 'due-soon', due: '2026-12-04T13:00:00.000Z' }],
  ['BreachClosed', { sealed: sealed('data-breach', 'learned') }],
  ['BreachLooked', { view: 'breach', purpose: 'data-breach/1', basis: 'A6-1-c' }],
  [
    'LiftingAnnounced',
    {
      restriction: RESTRICTION,
      reason: 'accuracy-settled',
      channel: 'letter',
      language: 'nl',
      purpose: 'data-subject-request/1',
      basis: 'A6-1-c',
      fields: { familyName: { commitment: commitment('familyName'), version: 1 } },
    },
  ],
  // Somebody who seeks contact wrote a mail.
  [
    'MediationOpened',
    {
      purpose: 'mediation/1',
      basis: 'A6-1-f',
      language: 'fr',
      until: '2026-12-15',
      latest: '2026-12-29',
      matter: id(8),
      sealed: sealed('mediation', 'domain', 'email', 'familyName'),
    },
    2,
  ],
  [
    'WebhookRegistered',
    {
      client: 'webshop',
      url: 'https://webshop.example/in',
      sealed: { ...sealed('feed', 'secret'), period: 'webhook' },
    },
  ],
  ['WebhookRetried', {}],
  ['WebhookRemoved', {}],
  [
    'CalendarOpened',
    { calendar: id(16), digest: 'aGFzaCBvZiBhIHNlY3JldC4uLi4uLi4uLi4uLi4uLi4', language: 'nl' },
  ],
  ['CalendarRevoked', { calendar: id(16) }],
  [
    'AffectedDetermined',
    {
      affected: id(302),
      criteria: {
        from: '2026-11-01T00:00:00.000Z',
        to: '2026-11-20T00:00:00.000Z',
        actor: id(88),
        recipient: 'accounting-office',
        purpose: 'bookkeeping',
        fields: ['email', 'familyName'],
      },
      size: 12,
      touched: { count: 2, digest: 'ab'.repeat(32) },
      held: { count: 3, digest: 'cd'.repeat(32) },
    },
  ],
  [
    'AffectedDetermined',
    {
      affected: id(303),
      criteria: { from: '2026-11-01T00:00:00.000Z', to: '2026-11-20T00:00:00.000Z', actor: 'webshop' },
      size: 12,
      touched: { count: 0, digest: 'ab'.repeat(32) },
    },
  ],
  [
    'MediationLooked',
    {
      owner: SUBJECT,
      purpose: 'mediation/1',
      basis: 'A6-1-f',
      fields: ['domain', 'email', 'familyName', 'message'],
    },
    2,
  ],
  [
    'BreachLetterWritten',
    {
      letter: id(304),
      affected: id(302),
      part: 'touched',
      words: ['letters/1', 'breaches/1'],
      sealed: sealed('data-breach', 'contact', 'en', 'fr', 'nl'),
    },
  ],
  [
    'BreachLetterWritten',
    {
      letter: id(305),
      affected: id(302),
      part: 'held',
      after: id(301),
      words: ['letters/1', 'breaches/1'],
      sealed: sealed('data-breach', 'contact', 'en', 'fr', 'nl'),
    },
  ],
  [
    'CatalogueDrafted',
    { draft: id(310), basedOn: '2018-05-25', digest: commitment('drafted'), catalogue: DRAFT },
  ],
  ['CatalogueDraftWithdrawn', { draft: id(311) }],
  [
    'CatalogueDraftPublished',
    {
      version: DRAFT.version,
      from: DRAFT.from,
      digest: commitment('drafted'),
      catalogue: DRAFT,
      draft: id(310),
      draftedBy: id(88),
    },
  ],
];

/** Every type that there is a sample of. */
export const SAMPLED: readonly string[] = [
  ...new Set([...Object.keys(SAMPLES), ...LATER.map(([type]) => type)]),
];

const MEDIATION_TYPES = Object.keys(MEDIATION_EVENTS);
const MATTER_TYPES = Object.keys(MATTER_EVENTS);

/** In which stream an event of a type is. */
function streamOf(type: string): string {
  if (type === 'SignedIn' || type === 'RecordLooked') return `access-${SUBJECT}`;
  if (type === 'ActorLooked') return `access-actors-${id(88)}`;
  if (type === 'SubjectsSearched') return `access-searches-${id(88)}`;
  if (type === 'ProcessingRefused') return `refusal-${SUBJECT}`;
  if (type === 'MediationLooked') return `look-mediation-${id(7)}`;
  if (type === 'MatterLooked') return `look-matter-${id(8)}`;
  if (MATTER_TYPES.includes(type)) return `matter-${id(8)}`;
  if (type === 'GroundConfirmed') return GROUNDS_STREAM;
  if (type === 'OrderLooked') return `look-order-${id(9)}`;
  if (type === 'RegisterConsulted') return registerLookStream(id(88));
  if (type.startsWith('Audit')) return AUDITS_STREAM;
  if (type in SIGNING_EVENTS) return SIGNING_STREAM;
  if (type === 'RequestLooked') return `look-request-${id(11)}`;
  if (type in EPOCH_EVENTS) return EPOCH_STREAM;
  if (type in PASSED_EVENTS) return PASSED_STREAM;
  if (type in REQUEST_EVENTS) return `request-${id(11)}`;
  if (type in ORDER_EVENTS) return `order-${id(9)}`;
  if (type === 'BreachLooked') return `look-breach-${id(12)}`;
  if (type in WEBHOOK_EVENTS) return `webhook-${id(15)}`;
  if (type in CALENDAR_EVENTS) return CALENDARS_STREAM;
  if (type in BREACH_EVENTS) return `breach-${id(12)}`;
  if (MEDIATION_TYPES.includes(type)) return `mediation-${id(7)}`;
  if (type in DRAFT_EVENTS) return DRAFTS_STREAM;
  return type in CATALOGUE_EVENTS ? CATALOGUE_STREAM : `subject-${SUBJECT}`;
}

/** The samples as records, in the order of the table. */
export function sampleRecords(): EventRecord[] {
  const first = Object.entries(SAMPLES).map(([type, list]) => [type, list as readonly unknown[], 1] as const);
  const later = LATER.map(([type, data, version = 1]) => [type, [data], version] as const);
  return [...first, ...later].flatMap(([type, list, v]) =>
    list.map((data, i) => ({
      id: id(1_000 + i),
      type,
      v,
      stream: type === 'ProcessingRefused' && i === 1 ? 'refusal-unlinked' : streamOf(type),
      time: `2026-11-24T10:00:0${i}.000Z`,
      command: id(2_000),
      fingerprint: 'Zmlyc3Q',
      actor: i === 0 ? { role: 'service', id: 'webshop' } : { role: 'staff', id: id(88) },
      catalogue: '2018-05-25',
      ...(i === 1 && { trace: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }),
      data,
    })),
  );
}
