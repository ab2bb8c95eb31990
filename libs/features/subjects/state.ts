import type { Field, LegalBasis, PaymentMethod, ServiceType } from '#libs/catalogue';
import type { Json, Uuid } from '#libs/kernel';
import type { Sealed } from '#libs/vault';
import type { Marks } from './duties/marks';
import type {
  DataShared,
  ErasureApproved,
  ErasureBegun,
  LiftingAnnounced,
  OtherPersonMarked,
  OtherPersonSettled,
  ProcessingRestricted,
  SharingFailed,
  Source,
  SubjectRegistered,
} from './events';

/** A value as held for one purpose. The value itself is in the envelope. */
export interface HeldValue {
  /** From 1, under its purpose. */
  readonly version: number;
  /** The event whose envelope holds it. */
  readonly event: Uuid;
  readonly sealed: Sealed;
  readonly commitment: string;
  /** Versioned id of the purpose that it was sealed for. */
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly source: Source;
  /** Time of the event, RFC 3339. */
  readonly since: string;
}
export type HeldValues = Readonly<Partial<Record<Field, HeldValue>>>;

export interface Service {
  readonly type: ServiceType;
  readonly link?: Uuid;
  readonly from: string;
  readonly renewsOn?: string;
  /** First day on which it no longer runs. */
  readonly endsOn?: string;
}

interface LinkValue {
  readonly event: Uuid;
  readonly sealed: Sealed;
}
/** `value` is absent once the link has ended. */
export type Link =
  | { readonly kind: 'login' | 'identity'; readonly value?: LinkValue }
  | {
      readonly kind: 'domain';
      readonly role: 'holder' | 'payer';
      readonly extension: string;
      readonly value?: LinkValue;
      /** The transfer that it came with. */
      readonly transfer?: Uuid;
    };
export type DomainLink = Extract<Link, { kind: 'domain' }>;

export interface Transfer {
  readonly link: Uuid;
  readonly to: Uuid;
  readonly status: 'under-way' | 'completed' | 'failed';
}

export interface Restriction {
  readonly ground: ProcessingRestricted['ground'];
  readonly request?: Uuid;
  readonly since: string;
  /** For which reason the person was told that it is to be lifted. */
  readonly announced?: LiftingAnnounced['reason'];
}

/** An objection that stands (Art. 21). */
export interface Objection {
  /** Name of the purpose, without version. */
  readonly purpose: string;
  readonly status: 'pending' | 'upheld';
  readonly request?: Uuid;
  readonly since: string;
}

/** A value that concerns another person; `outcome` is absent until an officer settled it. */
export interface OfOther extends Omit<OtherPersonMarked, 'mark'> {
  readonly outcome?: OtherPersonSettled['outcome'];
}

/** A sharing and those before it: a list that grows at its head, since subjects with many sharings are folded too. */
export interface Sharings {
  readonly latest: Pick<DataShared, 'sharing' | 'recipient' | 'instance' | 'purpose' | 'link' | 'versions'>;
  readonly earlier: Sharings | null;
}

/** Who agreed to an erasure, on what ground, since when. `scope`: of a part; absent of all of the subject. */
export interface ErasureApproval extends Omit<ErasureApproved, 'approval'> {
  /** Pseudonym. */
  readonly by: string;
  readonly since: string;
}

/** An erasure of this subject's data. */
export interface Erasure extends Pick<
  ErasureBegun,
  'scope' | 'reason' | 'request' | 'approval' | 'keys' | 'kept'
> {
  /** Time at which it was begun. */
  readonly begun: string;
  /** Set when all its fences stand. */
  readonly fenced?: { readonly at: string; readonly epoch: number };
}

type ById<T> = Readonly<Record<Uuid, T>>;

/** The fold of `subject-<id>`: what decisions need to know. Never mutated; what an event leaves alone is shared. */
export interface SubjectState {
  readonly id: Uuid;
  /** Absent while nobody is registered under this id. */
  readonly kind?: SubjectRegistered['kind'];
  /** A natural person with one name, and no first name. */
  readonly oneName?: true;
  /** Policy version accepted at registration. */
  readonly policy: string;
  /** Number of events that changed the record: what If-Match compares. Not the stream's revision. */
  readonly version: number;
  /** Purpose without version → values held for it. */
  readonly purposes: Readonly<Record<string, HeldValues>>;
  readonly services: ById<Service>;
  readonly links: ById<Link>;
  /** Document → version → day on which it was accepted. */
  readonly accepted: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly payment: { readonly method: PaymentMethod; readonly instance?: string } | null;
  readonly restrictions: ById<Restriction>;
  readonly objections: ById<Objection>;
  readonly ofOthers: ById<OfOther>;
  readonly sharings: Sharings | null;
  readonly failedSharings: ById<SharingFailed['reason']>;
  /** What duties to tell recipients (Art. 19) follow from, the latest first: see {@link dutiesOf}. */
  readonly marks: Marks | null;
  readonly transfers: ById<Transfer>;
  /** Of the whole subject. */
  readonly erasure: 'none' | 'begun' | 'erased';
  readonly approvals: ById<ErasureApproval>;
  /** Of the subject and of parts. */
  readonly erasures: ById<Erasure>;
  /** Last generation of erased keys, by purpose and period: see {@link scopeName}. What is sealed there again needs a later one. */
  readonly erasedKeys: Readonly<Record<string, number>>;
  /** Last version of a value that was erased, by purpose and field: no version is given twice. */
  readonly erasedVersions: Readonly<Record<string, Readonly<Partial<Record<Field, number>>>>>;
}

/** Name of a key's scope among those of one owner. */
export function scopeName({ purpose, period }: { purpose: string; period: string }): string {
  return `${purpose}|${period}`;
}

export const initial: SubjectState = {
  id: '',
  policy: '',
  version: 0,
  purposes: {},
  services: {},
  links: {},
  accepted: {},
  payment: null,
  restrictions: {},
  objections: {},
  ofOthers: {},
  sharings: null,
  failedSharings: {},
  marks: null,
  transfers: {},
  erasure: 'none',
  approvals: {},
  erasures: {},
  erasedKeys: {},
  erasedVersions: {},
};

/** Stream of a subject. */
export function subjectStream(subject: Uuid): string {
  return `subject-${subject}`;
}

/** All sharings, the latest first. */
export function* sharingsOf(state: SubjectState): Generator<Sharings['latest']> {
  for (let at = state.sharings; at !== null; at = at.earlier) yield at.latest;
}

/** The opened values of a subject's links, by link; what is not there is taken as not linked. */
export type OpenedLinks = ReadonlyMap<Uuid, Readonly<Record<string, Json>>>;
