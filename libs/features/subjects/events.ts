import type { Field, LegalBasis, PaymentMethod, ServiceType } from '#libs/catalogue';
import type { Resealed } from '#libs/commands';
import {
  firstVersion,
  withoutWhatCame,
  type EventRecord,
  type EventShapes,
  type Upcaster,
} from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { Language } from '#libs/letters';
import type { KeyRef, Sealed } from '#libs/vault';
import type { Editions } from '#libs/words';
import { DUTY_EVENTS, type DutyEventData } from './duties/events';
import type { LiftingReason, RestrictionGround } from './codes';

/**
 * Events of `subject-<id>` ★. Type names and shapes are storage format: they are added to, never changed.
 * `sealed` holds every personal value; what stands beside it are catalogue names, ids and dates.
 */

/** Where a value came from. `third-person`: another person gave it (payer about holder), Art. 14 applies. */
export type Source = 'subject' | 'third-person' | 'migration';
/** How a change was asked for (P17, P18). */
export type Channel = 'application' | 'email' | 'letter';

/** Values of one purpose in one event. `purpose` is the versioned id, the key's scope is in `sealed`. */
export interface SealedValues {
  readonly purpose: string;
  readonly basis: LegalBasis;
  /** Field → version of the value under this purpose, from 1. */
  readonly versions: Readonly<Partial<Record<Field, number>>>;
  readonly sealed: Sealed;
}

export interface SubjectRegistered {
  readonly kind: 'natural-person' | 'legal-person';
  readonly policy: string;
  /** Of a natural person: has one name, and no first name. Absent in version 1. */
  readonly oneName?: true;
}
export interface DataCollected {
  readonly source: Source;
  readonly purposes: readonly SealedValues[];
}
/** Held values sealed anew for a further purpose. `from`: purpose and versions they were taken from. */
export interface DataUsedFurther {
  readonly from: string;
  readonly fromVersions: Readonly<Partial<Record<Field, number>>>;
  /** Who gave each value in the first place. Absent in version 1. */
  readonly sources?: Readonly<Partial<Record<Field, Source>>>;
  readonly purposes: readonly SealedValues[];
}
export interface DataCorrected {
  readonly channel: Channel;
  readonly source: Source;
  readonly request?: Uuid;
  readonly purposes: readonly SealedValues[];
}

export interface ServiceStarted {
  readonly service: Uuid;
  readonly serviceType: ServiceType;
  readonly link?: Uuid;
  readonly from: string;
  readonly renewsOn?: string;
}
/** The service goes on, until the next day of renewal. */
export interface ServiceRenewed {
  readonly service: Uuid;
  readonly renewsOn: string;
}
/** `on`: the first day on which the service no longer runs. */
export interface ServiceEnded {
  readonly service: Uuid;
  readonly on: string;
}

/** What a link is held for, and who gave it. Absent in version 1. */
interface LinkOrigin {
  /** Versioned id. */
  readonly purpose?: string;
  readonly basis?: LegalBasis;
  readonly source?: Source;
}
export interface LoginLinked extends LinkOrigin {
  readonly link: Uuid;
  readonly sealed: Sealed;
}
export interface LoginUnlinked {
  readonly link: Uuid;
}
/** The sign-in identity (issuer and subject of its tokens) that is this subject. */
export interface IdentityLinked extends LinkOrigin {
  readonly link: Uuid;
  readonly sealed: Sealed;
}
export interface IdentityUnlinked {
  readonly link: Uuid;
}
export interface DomainLinked extends LinkOrigin {
  readonly link: Uuid;
  readonly role: 'holder' | 'payer';
  readonly extension: string;
  readonly sealed: Sealed;
  readonly transfer?: Uuid;
}
export interface DomainUnlinked {
  readonly link: Uuid;
  readonly reason: 'ended' | 'transferred' | 'mistake';
  readonly transfer?: Uuid;
}
export interface DomainTransferBegun {
  readonly transfer: Uuid;
  readonly link: Uuid;
  readonly to: Uuid;
}
/** The receiving subject could not take it; `code` is the problem's. */
export interface DomainTransferFailed {
  readonly transfer: Uuid;
  readonly link: Uuid;
  readonly code: string;
}

/** Evidence that a version was accepted (P01, P02); not consent. `document`: `policy` or `terms:<extension>`. */
export interface DocumentAccepted {
  readonly document: string;
  readonly version: string;
  readonly on: string;
  readonly channel: Channel;
}
/** Takes the place of the method that stood. `instance`: which one, where the recipient is a kind of many (a bank). */
export interface PaymentMethodChosen {
  readonly method: PaymentMethod;
  readonly instance?: string;
}
export interface PaymentMethodDropped {
  readonly method: PaymentMethod;
}

export interface DataShared {
  readonly sharing: Uuid;
  readonly recipient: string;
  readonly instance?: string;
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly link?: Uuid;
  /** Field → version that the recipient got. */
  readonly versions: Readonly<Partial<Record<Field, number>>>;
  /** Copied from the events of those versions, so that the register needs no look back. */
  readonly commitments: Readonly<Partial<Record<Field, string>>>;
  /** Names of transit attributes that passed through; their values are nowhere. */
  readonly transit: readonly string[];
  readonly transferGround?: string;
  /** The caller's reference, encrypted: value name `reference`. */
  readonly sealed?: Sealed;
}
/** A sharing that did not arrive. */
export interface SharingFailed {
  readonly sharing: Uuid;
  readonly reason: 'rejected' | 'unreachable' | 'cancelled';
}
/** A use, not a sharing (P01): the customer was contacted about renewal. */
export interface RenewalContacted {
  readonly service: Uuid;
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly channel: 'email' | 'letter' | 'telephone';
  readonly versions: Readonly<Partial<Record<Field, number>>>;
  readonly commitments: Readonly<Partial<Record<Field, string>>>;
}

export interface ProcessingRestricted {
  readonly restriction: Uuid;
  readonly ground: RestrictionGround;
  readonly request?: Uuid;
}
/** A value that somebody was reached with, as the register names it: with its version where it is of a record. */
export interface UsedField {
  readonly commitment: string;
  readonly version?: number;
}
export type UsedFields = Readonly<Partial<Record<Field, UsedField>>>;

/** The person is told that a restriction is to be lifted, by a letter that says why (Art. 18(3)). */
export interface LiftingAnnounced {
  readonly restriction: Uuid;
  readonly reason: LiftingReason;
  readonly channel: Channel;
  /** Of the letter. */
  readonly language: Language;
  /** Editions of the words that it was written with; the first of each, where absent: in version 1. */
  readonly words?: Editions;
  /** What the person is written to for. */
  readonly purpose: string;
  readonly basis: LegalBasis;
  /** With which of their values they are reached. */
  readonly fields: UsedFields;
}
export interface RestrictionLifted {
  readonly restriction: Uuid;
  readonly reason: LiftingReason;
}

/** Art. 21: from here on nothing is done for the purpose, until the objection is settled. */
export interface ObjectionRaised {
  readonly objection: Uuid;
  /** Versioned id. */
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly request?: Uuid;
}
/** `upheld`: nothing is done for the purpose any more. Otherwise it goes on, on these grounds (Art. 21(1)). */
export interface ObjectionSettled {
  readonly objection: Uuid;
  /** Without version. */
  readonly purpose: string;
  readonly outcome: 'upheld' | 'compelling-grounds' | 'legal-claims' | 'withdrawn';
}

/** A value that concerns another person too (Art. 15(4)): not shown to the subject until an officer has settled it. */
export interface OtherPersonMarked {
  readonly mark: Uuid;
  /** Name of the purpose that it is held for, without version. */
  readonly purpose: string;
  readonly field: Field;
  readonly version: number;
}
/** An officer weighed the rights of both. A later one takes its place. */
export interface OtherPersonSettled {
  readonly mark: Uuid;
  readonly outcome: 'shown' | 'left-out';
}

/** What an erasure is of (Art. 17). Purposes are named without version: their keys are. */
export type ErasureScope =
  | { readonly of: 'subject' }
  | { readonly of: 'purpose'; readonly purpose: string }
  | { readonly of: 'field'; readonly purpose: string; readonly field: Field }
  /** What was sealed for a purpose in one period: a month, a financial year. */
  | { readonly of: 'period'; readonly purpose: string; readonly period: string }
  /** Values that were corrected since; the current ones stay. */
  | { readonly of: 'superseded'; readonly purpose: string };
/** Art. 17(1)(a), (c), (d), (e); `retention-ended`: Art. 5(1)(e). */
export type ErasureReason =
  'no-longer-needed' | 'objection' | 'unlawful' | 'legal-obligation' | 'retention-ended';
/** What an officer found where data was processed unlawfully (Art. 17(1)(d)). */
export type ErasureFinding =
  'collected-without-basis' | 'not-needed-for-purpose' | 'kept-too-long' | 'of-another-person';
/** What an erasure rests on. `finding`: with `unlawful`; `law`: with `legal-obligation`. */
export interface ErasureGrounds {
  readonly reason: ErasureReason;
  readonly finding?: ErasureFinding;
  readonly law?: string;
  readonly request?: Uuid;
}
/**
 * Somebody agrees that this is erased on this ground; another does it. Its actor approves. `scope`: the part; absent, as in
 * version 1 always, of all of the subject.
 */
export interface ErasureApproved extends ErasureGrounds {
  readonly approval: Uuid;
  readonly scope?: Exclude<ErasureScope, { of: 'subject' }>;
}
/** What stays although its purpose or its subject is erased: a law demands it, or its period is not over (`until`). */
export interface KeptKey {
  readonly key: Uuid;
  readonly purpose: string;
  readonly period: string;
  /** Last day on which it is kept. */
  readonly until: string;
}

/**
 * From here on nothing under these keys is used, whatever the keyring still has; the fences follow. `keys` are those
 * known at this moment: of a whole erasure the journal has all. `approval`: whose second word it had, where it needed one;
 * version 1 has neither that nor finding nor law.
 */
export interface ErasureBegun extends ErasureGrounds {
  readonly erasure: Uuid;
  readonly scope: ErasureScope;
  readonly approval?: Uuid;
  readonly keys: readonly KeyRef[];
  readonly kept: readonly KeptKey[];
}
/**
 * Values that stay, sealed anew before the key that they were under is erased with what else it sealed: same versions,
 * same commitments. Precedes its ErasureBegun in one append.
 */
export interface DataResealed {
  readonly erasure: Uuid;
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly versions: Readonly<Partial<Record<Field, number>>>;
  readonly sealed: Resealed;
}
/**
 * All fences of an erasure stand, everywhere. `epoch`: highest epoch of the master key that any of the keys, or a look-up
 * row of theirs, was ever wrapped under, told by the keyring as it set the fences; once it and those before it are destroyed
 * in every copy, what was erased is irrecoverable. Version 1 has the newest epoch that the process knew of instead.
 */
export interface DataErased {
  readonly erasure: Uuid;
  readonly scope: Exclude<ErasureScope, { of: 'subject' }>;
  readonly epoch: number;
  readonly kept: readonly KeptKey[];
}
/** The same of all that is not kept. */
export interface SubjectErased {
  readonly erasure: Uuid;
  readonly epoch: number;
  readonly kept: readonly KeptKey[];
}

export interface SubjectEventData extends DutyEventData {
  SubjectRegistered: SubjectRegistered;
  DataCollected: DataCollected;
  DataUsedFurther: DataUsedFurther;
  DataCorrected: DataCorrected;
  ServiceStarted: ServiceStarted;
  ServiceRenewed: ServiceRenewed;
  ServiceEnded: ServiceEnded;
  LoginLinked: LoginLinked;
  LoginUnlinked: LoginUnlinked;
  IdentityLinked: IdentityLinked;
  IdentityUnlinked: IdentityUnlinked;
  DomainLinked: DomainLinked;
  DomainUnlinked: DomainUnlinked;
  DomainTransferBegun: DomainTransferBegun;
  DomainTransferFailed: DomainTransferFailed;
  DocumentAccepted: DocumentAccepted;
  PaymentMethodChosen: PaymentMethodChosen;
  PaymentMethodDropped: PaymentMethodDropped;
  DataShared: DataShared;
  SharingFailed: SharingFailed;
  RenewalContacted: RenewalContacted;
  ProcessingRestricted: ProcessingRestricted;
  LiftingAnnounced: LiftingAnnounced;
  RestrictionLifted: RestrictionLifted;
  ObjectionRaised: ObjectionRaised;
  ObjectionSettled: ObjectionSettled;
  ErasureApproved: ErasureApproved;
  OtherPersonMarked: OtherPersonMarked;
  OtherPersonSettled: OtherPersonSettled;
  ErasureBegun: ErasureBegun;
  DataResealed: DataResealed;
  DataErased: DataErased;
  SubjectErased: SubjectErased;
}

export type SubjectEventType = keyof SubjectEventData;
/** An event of the subject's stream, as read. */
export type SubjectEvent = { [T in SubjectEventType]: EventRecord<T, SubjectEventData[T]> }[SubjectEventType];

/** The newest epoch that a process knew is none below the highest that was used. */
const newestIsHighest: Upcaster = data => data;

/** Current version of each type's shape. */
export const SUBJECT_EVENTS: EventShapes<SubjectEventType> = {
  SubjectRegistered: [withoutWhatCame],
  DataCollected: firstVersion,
  DataUsedFurther: [withoutWhatCame],
  DataCorrected: firstVersion,
  ServiceStarted: firstVersion,
  ServiceRenewed: firstVersion,
  ServiceEnded: firstVersion,
  LoginLinked: [withoutWhatCame],
  LoginUnlinked: firstVersion,
  IdentityLinked: [withoutWhatCame],
  IdentityUnlinked: firstVersion,
  DomainLinked: [withoutWhatCame],
  DomainUnlinked: firstVersion,
  DomainTransferBegun: firstVersion,
  DomainTransferFailed: firstVersion,
  DocumentAccepted: firstVersion,
  PaymentMethodChosen: firstVersion,
  PaymentMethodDropped: firstVersion,
  DataShared: firstVersion,
  SharingFailed: firstVersion,
  RenewalContacted: firstVersion,
  ProcessingRestricted: firstVersion,
  LiftingAnnounced: [withoutWhatCame],
  RestrictionLifted: firstVersion,
  ObjectionRaised: firstVersion,
  ObjectionSettled: firstVersion,
  ErasureApproved: [withoutWhatCame],
  ErasureBegun: [withoutWhatCame],
  OtherPersonMarked: firstVersion,
  OtherPersonSettled: firstVersion,
  DataResealed: firstVersion,
  DataErased: [newestIsHighest],
  SubjectErased: [newestIsHighest],
  ...DUTY_EVENTS,
};
