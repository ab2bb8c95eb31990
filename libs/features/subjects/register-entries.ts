import type { EventRecord } from '#libs/event-store';
import {
  committedFields,
  entryFields,
  usedFields,
  type EntryDraft,
  type EntryFunctions,
} from '#libs/register';
import type { Field } from '#libs/catalogue';
import { dutyEntries } from './duties/register-entries';
import type {
  DataUsedFurther,
  ErasureScope,
  KeptKey,
  LoginLinked,
  SealedValues,
  Source,
  SubjectEventData,
} from './events';

function subjectOf(record: EventRecord): string {
  return record.stream.slice('subject-'.length);
}

/** One entry for each purpose that values were sealed for. */
function forEach(
  record: EventRecord,
  purposes: readonly SealedValues[],
  rest: Pick<EntryDraft, 'kind' | 'source' | 'channel' | 'about'>,
): EntryDraft[] {
  return purposes.map(({ purpose, basis, versions, sealed }) => ({
    ...rest,
    subject: subjectOf(record),
    purpose,
    basis,
    fields: entryFields(versions, sealed.commitments),
  }));
}

/** Of the values of each purpose those that one source gave. */
function givenBy(
  source: Source,
  sources: NonNullable<DataUsedFurther['sources']>,
  purposes: readonly SealedValues[],
): SealedValues[] {
  return purposes.flatMap(each => {
    const versions = Object.entries(each.versions).filter(([field]) => sources[field as Field] === source);
    return versions.length > 0 ? [{ ...each, versions: Object.fromEntries(versions) }] : [];
  });
}

function originOf({ purpose, basis, source }: LoginLinked): Pick<EntryDraft, 'purpose' | 'basis' | 'source'> {
  return { purpose, basis, source };
}

/** What the register says of the subject's life (Art. 5(2), 30). Frozen by golden bytes. */
export const subjectEntries: EntryFunctions<SubjectEventData> = {
  SubjectRegistered: (data, record) => [
    {
      kind: 'registered',
      subject: subjectOf(record),
      about: { kind: data.kind, policy: data.policy, ...(data.oneName && { names: 'one' }) },
    },
  ],
  DataCollected: (data, record) => forEach(record, data.purposes, { kind: 'collected', source: data.source }),
  DataUsedFurther: (data, record) => {
    const rest = { kind: 'used-further', about: { from: data.from } } as const;
    const { sources } = data;
    if (!sources) return forEach(record, data.purposes, rest);
    return [...new Set(Object.values(sources))]
      .sort()
      .flatMap(source => forEach(record, givenBy(source, sources, data.purposes), { ...rest, source }));
  },
  DataCorrected: (data, record) =>
    forEach(record, data.purposes, {
      kind: 'corrected',
      source: data.source,
      channel: data.channel,
      ...(data.request && { about: { request: data.request } }),
    }),

  ServiceStarted: (data, record) => [
    {
      kind: 'service-started',
      subject: subjectOf(record),
      about: {
        from: data.from,
        link: data.link,
        renewsOn: data.renewsOn,
        service: data.service,
        type: data.serviceType,
      },
    },
  ],
  ServiceRenewed: (data, record) => [
    {
      kind: 'service-renewed',
      subject: subjectOf(record),
      about: { renewsOn: data.renewsOn, service: data.service },
    },
  ],
  ServiceEnded: (data, record) => [
    { kind: 'service-ended', subject: subjectOf(record), about: { on: data.on, service: data.service } },
  ],

  LoginLinked: (data, record) => [
    {
      kind: 'linked',
      subject: subjectOf(record),
      ...originOf(data),
      fields: committedFields(data.sealed.commitments),
      about: { link: data.link, to: 'login' },
    },
  ],
  LoginUnlinked: (data, record) => [
    { kind: 'unlinked', subject: subjectOf(record), about: { link: data.link, to: 'login' } },
  ],
  IdentityLinked: (data, record) => [
    {
      kind: 'linked',
      subject: subjectOf(record),
      ...originOf(data),
      fields: committedFields(data.sealed.commitments),
      about: { link: data.link, to: 'identity' },
    },
  ],
  IdentityUnlinked: (data, record) => [
    { kind: 'unlinked', subject: subjectOf(record), about: { link: data.link, to: 'identity' } },
  ],
  DomainLinked: (data, record) => [
    {
      kind: 'linked',
      subject: subjectOf(record),
      ...originOf(data),
      fields: committedFields(data.sealed.commitments),
      about: {
        extension: data.extension,
        link: data.link,
        role: data.role,
        to: 'domain',
        transfer: data.transfer,
      },
    },
  ],
  DomainUnlinked: (data, record) => [
    {
      kind: 'unlinked',
      subject: subjectOf(record),
      about: { link: data.link, reason: data.reason, to: 'domain', transfer: data.transfer },
    },
  ],
  // The other party of a transfer is another person: the entry does not name them.
  DomainTransferBegun: (data, record) => [
    {
      kind: 'transfer-begun',
      subject: subjectOf(record),
      about: { link: data.link, transfer: data.transfer },
    },
  ],
  DomainTransferFailed: (data, record) => [
    {
      kind: 'transfer-failed',
      subject: subjectOf(record),
      about: { code: data.code, link: data.link, transfer: data.transfer },
    },
  ],

  DocumentAccepted: (data, record) => [
    {
      kind: 'document-accepted',
      subject: subjectOf(record),
      channel: data.channel,
      about: { document: data.document, on: data.on, version: data.version },
    },
  ],
  PaymentMethodChosen: (data, record) => [
    {
      kind: 'payment-chosen',
      subject: subjectOf(record),
      about: { instance: data.instance, method: data.method },
    },
  ],
  PaymentMethodDropped: (data, record) => [
    { kind: 'payment-dropped', subject: subjectOf(record), about: { method: data.method } },
  ],

  DataShared: (data, record) => [
    {
      kind: 'shared',
      subject: subjectOf(record),
      purpose: data.purpose,
      basis: data.basis,
      recipient: data.recipient,
      instance: data.instance,
      transferGround: data.transferGround,
      fields: entryFields(data.versions, data.commitments),
      about: {
        link: data.link,
        sharing: data.sharing,
        ...(data.transit.length > 0 && { transit: data.transit }),
      },
    },
  ],
  SharingFailed: (data, record) => [
    {
      kind: 'sharing-failed',
      subject: subjectOf(record),
      about: { reason: data.reason, sharing: data.sharing },
    },
  ],
  RenewalContacted: (data, record) => [
    {
      kind: 'renewal-contact',
      subject: subjectOf(record),
      purpose: data.purpose,
      basis: data.basis,
      channel: data.channel,
      fields: entryFields(data.versions, data.commitments),
      about: { service: data.service },
    },
  ],

  ProcessingRestricted: (data, record) => [
    {
      kind: 'restricted',
      subject: subjectOf(record),
      about: { ground: data.ground, request: data.request, restriction: data.restriction },
    },
  ],
  LiftingAnnounced: ({ restriction, reason, channel, purpose, basis, fields }, record) => [
    {
      kind: 'lifting-announced',
      subject: subjectOf(record),
      purpose,
      basis,
      channel,
      ...usedFields(fields),
      about: { reason, restriction },
    },
  ],
  RestrictionLifted: (data, record) => [
    {
      kind: 'restriction-lifted',
      subject: subjectOf(record),
      about: { reason: data.reason, restriction: data.restriction },
    },
  ],
  ObjectionRaised: (data, record) => [
    {
      kind: 'objected',
      subject: subjectOf(record),
      purpose: data.purpose,
      basis: data.basis,
      about: { objection: data.objection, request: data.request },
    },
  ],
  ObjectionSettled: (data, record) => [
    {
      kind: 'objection-settled',
      subject: subjectOf(record),
      purpose: data.purpose,
      about: { objection: data.objection, outcome: data.outcome },
    },
  ],
  OtherPersonMarked: ({ mark, purpose, field, version }, record) => [
    {
      kind: 'other-person-marked',
      subject: subjectOf(record),
      purpose,
      fields: entryFields({ [field]: version }),
      about: { mark },
    },
  ],
  OtherPersonSettled: ({ mark, outcome }, record) => [
    { kind: 'other-person-settled', subject: subjectOf(record), about: { mark, settled: outcome } },
  ],

  ErasureApproved: (data, record) => [
    {
      kind: 'erasure-approved',
      ...(data.scope ? erasedPart(record, data.scope) : { subject: subjectOf(record) }),
      about: {
        approval: data.approval,
        finding: data.finding,
        law: data.law,
        ...(data.scope && scopeAbout(data.scope)),
        reason: data.reason,
        request: data.request,
      },
    },
  ],
  ErasureBegun: (data, record) => [
    {
      kind: 'erasure-begun',
      ...erasedPart(record, data.scope),
      about: {
        approval: data.approval,
        erasure: data.erasure,
        finding: data.finding,
        law: data.law,
        ...scopeAbout(data.scope),
        reason: data.reason,
        request: data.request,
        ...keptAbout(data.kept),
      },
    },
  ],
  DataResealed: (data, record) => [
    {
      kind: 'resealed',
      subject: subjectOf(record),
      purpose: data.purpose,
      basis: data.basis,
      fields: entryFields(data.versions, data.sealed.commitments),
      about: { erasure: data.erasure },
    },
  ],
  DataErased: (data, record) => [
    {
      kind: 'erased',
      ...erasedPart(record, data.scope),
      about: { erasure: data.erasure, ...scopeAbout(data.scope), reached: 'fenced', ...keptAbout(data.kept) },
    },
  ],
  SubjectErased: (data, record) => [
    {
      kind: 'erased',
      subject: subjectOf(record),
      about: { erasure: data.erasure, of: 'subject', reached: 'fenced', ...keptAbout(data.kept) },
    },
  ],
  ...dutyEntries,
};

/** Purpose (without version: its keys are erased) and field of an erasure of a part. */
function erasedPart(
  record: EventRecord,
  scope: ErasureScope,
): Pick<EntryDraft, 'subject' | 'purpose' | 'fields'> {
  return {
    subject: subjectOf(record),
    ...(scope.of !== 'subject' && { purpose: scope.purpose }),
    ...(scope.of === 'field' && { fields: { [scope.field]: {} } }),
  };
}

function scopeAbout(scope: ErasureScope): { of: string; period?: string } {
  return { of: scope.of, ...(scope.of === 'period' && { period: scope.period }) };
}

/** What stays, each by purpose, period and last day. */
function keptAbout(kept: readonly KeptKey[]): { kept?: readonly string[] } {
  const texts = kept.map(({ purpose, period, until }) => `${purpose} ${period} ${until}`);
  return texts.length > 0 ? { kept: [...new Set(texts)].sort() } : {};
}
