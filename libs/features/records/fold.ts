import { purposeName } from '#libs/catalogue';
import type { EventRecord } from '#libs/event-store';
import type { SealedValues, Source, SubjectEvent, SubjectEventType } from '#libs/features/subjects';
import { changesRecord } from '#features/subjects/evolve';
import type { Sealed } from '#libs/vault';
import type { Changes, FactKind, HeldField } from './changes';
import type { ErasureEvent } from './erasures.sql';

const PREFIX = 'subject-';

export function isSubjectEvent(record: EventRecord): record is SubjectEvent {
  return record.stream.startsWith(PREFIX);
}

export function subjectOf(record: EventRecord): string {
  return record.stream.slice(PREFIX.length);
}

type Fold<T extends SubjectEventType> = (
  changes: Changes,
  subject: string,
  event: Extract<SubjectEvent, { type: T }>,
  sourceBefore: SourceBefore,
) => void;

/** The source of a value that was current before the batch. */
export type SourceBefore = (subject: string, purposeName: string, field: string) => Source | undefined;

/** Events that leave the customer record as it is; the register has them. */
const nothing = (): void => undefined;

/** Those of an erasure come one at a time, between what was folded before and what comes after: erasures.ts. */
type FoldedType = Exclude<SubjectEventType, ErasureEvent['type']>;

const FOLDS: { readonly [T in FoldedType]: Fold<T> } = {
  SubjectRegistered: (changes, subject, { data, time }) =>
    changes.registered(subject, data.kind, data.policy, time),

  DataCollected: (changes, subject, event) =>
    values(changes, subject, event, event.data.purposes, () => event.data.source),
  DataCorrected: (changes, subject, event) =>
    values(changes, subject, event, event.data.purposes, () => event.data.source, event.data.channel),
  // Who gave a value stays who gave it, for whatever it is used further.
  DataUsedFurther: (changes, subject, event, sourceBefore) => {
    const from = purposeName(event.data.from);
    values(
      changes,
      subject,
      event,
      event.data.purposes,
      field => changes.sourceOf(subject, from, field) ?? sourceBefore(subject, from, field) ?? 'subject',
    );
  },

  ServiceStarted: (changes, subject, { id, time, data }) => {
    const { service, serviceType: type, ...rest } = data;
    changes.put(subject, 'service', service, put(id, time, { type, ...rest }));
  },
  ServiceRenewed: (changes, subject, { data }) =>
    changes.merge(subject, 'service', data.service, { renewsOn: data.renewsOn }),
  ServiceEnded: (changes, subject, { data }) =>
    changes.merge(subject, 'service', data.service, { endsOn: data.on }),

  LoginLinked: (changes, subject, event) => link(changes, subject, 'login', event, event.data, {}),
  LoginUnlinked: (changes, subject, { data }) => changes.drop(subject, 'login', data.link),
  IdentityLinked: (changes, subject, event) => link(changes, subject, 'identity', event, event.data, {}),
  IdentityUnlinked: (changes, subject, { data }) => changes.drop(subject, 'identity', data.link),
  DomainLinked: (changes, subject, event) => {
    const { role, extension } = event.data;
    link(changes, subject, 'domain', event, event.data, { role, extension });
  },
  DomainUnlinked: (changes, subject, { data }) => changes.drop(subject, 'domain', data.link),
  DomainTransferBegun: (changes, subject, { data }) =>
    changes.merge(subject, 'domain', data.link, { transfer: data.transfer }),
  DomainTransferFailed: (changes, subject, { data }) =>
    changes.merge(subject, 'domain', data.link, { transfer: null }),

  DocumentAccepted: (changes, subject, { id, time, data }) => {
    const { document, version, on, channel } = data;
    const fact = { document, version, on, channel };
    changes.put(subject, 'document', `${document} ${version}`, put(id, time, fact));
  },
  PaymentMethodChosen: (changes, subject, { id, time, data }) => {
    const { method, instance } = data;
    changes.put(subject, 'payment', 'payment', put(id, time, { method, instance }));
  },
  // Only the method that stands is dropped (decided by the command).
  PaymentMethodDropped: (changes, subject) => changes.drop(subject, 'payment', 'payment'),

  DataShared: (changes, subject, { data, time }) => {
    changes.sharings.set(data.sharing, {
      sharing: data.sharing,
      subject,
      recipient: data.recipient,
      instance: data.instance,
      purpose: data.purpose,
      basis: data.basis,
      link: data.link,
      versions: data.versions,
      transferGround: data.transferGround,
      at: time,
    });
  },
  SharingFailed: (changes, _subject, { data }) => changes.failed(data.sharing, data.reason),
  RenewalContacted: nothing,
  ErasureApproved: nothing,
  TellingPrepared: nothing,
  RecipientTold: nothing,
  RecipientConfirmed: nothing,
  TellingFailed: nothing,
  WaiverProposed: nothing,
  DutyWaived: nothing,
  DutyLapsed: nothing,
  DutyKeyEnded: nothing,

  ProcessingRestricted: (changes, subject, { id, time, data }) => {
    const { restriction, ground, request } = data;
    changes.put(subject, 'restriction', restriction, put(id, time, { ground, request }));
  },
  LiftingAnnounced: nothing,
  RestrictionLifted: (changes, subject, { data }) => changes.drop(subject, 'restriction', data.restriction),
  ObjectionRaised: (changes, subject, { id, time, data }) => {
    const { objection, purpose, request } = data;
    changes.put(subject, 'objection', objection, put(id, time, { purpose, status: 'pending', request }));
  },
  ObjectionSettled: (changes, subject, { data: { objection, outcome } }) =>
    outcome === 'upheld'
      ? changes.merge(subject, 'objection', objection, { status: 'upheld' })
      : changes.drop(subject, 'objection', objection),
  OtherPersonMarked: nothing,
  OtherPersonSettled: nothing,
};

/** Adds what one event does to the records. */
export function fold(
  changes: Changes,
  event: Exclude<SubjectEvent, ErasureEvent>,
  sourceBefore: SourceBefore,
): void {
  const subject = subjectOf(event);
  (FOLDS[event.type] as Fold<FoldedType>)(changes, subject, event, sourceBefore);
  if (changesRecord(event.type)) changes.changed(subject, event.time);
}

function values(
  changes: Changes,
  subject: string,
  event: SubjectEvent,
  groups: readonly SealedValues[],
  source: (field: string) => Source,
  channel?: string,
): void {
  for (const { purpose, basis, versions, sealed } of groups) {
    const fields: Record<string, HeldField> = {};
    for (const field of Object.keys(versions) as (keyof typeof versions)[]) {
      const commitment = sealed.commitments[field] ?? '';
      fields[field] = { commitment, source: source(field), version: versions[field]! };
    }
    changes.values.push({
      subject,
      purposeName: purposeName(purpose),
      event: event.id,
      purpose,
      basis,
      envelope: sealed,
      channel,
      catalogue: event.catalogue,
      since: event.time,
      fields,
    });
  }
}

function link(
  changes: Changes,
  subject: string,
  kind: FactKind,
  event: SubjectEvent,
  data: { readonly link: string; readonly sealed: Sealed },
  facts: Readonly<Record<string, string>>,
): void {
  changes.put(subject, kind, data.link, { ...put(event.id, event.time, facts), envelope: data.sealed });
}

function put(event: string, since: string, data: Readonly<Record<string, string | undefined>>) {
  return { event, since, data, envelope: undefined };
}
