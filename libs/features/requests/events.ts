import type { Field, LegalBasis } from '#libs/catalogue';
import { firstVersion, withoutWhatCame, type EventRecord, type EventShapes } from '#libs/event-store';
import type { ErasureFinding, ErasureReason, UsedFields } from '#libs/features/subjects';
import type { Clock } from '#libs/deadlines';
import type { Day, Uuid } from '#libs/kernel';
import type { Language } from '#libs/letters';
import type { Sealed } from '#libs/vault';
import type { Editions } from '#libs/words';
import type {
  Act,
  ClosedAs,
  ExtensionReason,
  LetterName,
  ProofReason,
  ProofWay,
  RefusalReason,
  RejectionReason,
  RequestChannel,
  RequestKind,
} from './codes';

/**
 * Events of `request-<id>` ★ (P18–P20, Art. 12 to 21). Reasons are codes; free text, names and addresses are in `sealed`,
 * under the request's own key. `subject` is whose request it is, once that is known.
 */

interface OfSubject {
  readonly subject?: Uuid;
}
interface Clocked {
  /** Absent for what has no statutory clock. */
  readonly clock?: Clock;
}

/** Value names: `contact` (fields of the vocabulary), `text` (what was asked), `reference`. */
export interface RequestRegistered extends OfSubject, Clocked {
  readonly kind: RequestKind;
  readonly channel: RequestChannel;
  readonly requester: 'customer' | 'former-customer' | 'unknown';
  /** When it came in, RFC 3339; the event's time is when it was registered. */
  readonly receivedAt: string;
  readonly language: Language;
  readonly purpose: string;
  readonly basis: LegalBasis;
  /** The matter that it came out of (P07). */
  readonly matter?: Uuid;
  readonly sealed?: Sealed;
}
export interface RequestLinked {
  readonly subject: Uuid;
}
/** A request by telephone: the clock runs, written confirmation was asked (P18). */
export type ConfirmationAsked = OfSubject;
export interface RequestConfirmed extends OfSubject {
  readonly channel: 'email' | 'letter';
  readonly receivedAt: string;
}
/** Value name: `note`. */
export interface ProofAsked extends OfSubject, Clocked {
  readonly reason: ProofReason;
  readonly sealed?: Sealed;
}
/** `receivedAt`: when the proof came in; the clock runs from there again. Who checked it is the actor. */
export interface IdentityVerified extends OfSubject, Clocked {
  readonly how: ProofWay;
  readonly receivedAt: string;
}
export interface IdentityRejected extends OfSubject, Clocked {
  readonly reason: RejectionReason;
  readonly receivedAt: string;
}
/** Value name: `note`. */
export interface RequestExtended extends OfSubject {
  readonly reason: ExtensionReason;
  readonly clock: Clock;
  readonly sealed?: Sealed;
}
/** Art. 12(4): with reason, authority and court. Value name: `note`. */
export interface RequestRefused extends OfSubject {
  readonly reason: RefusalReason;
  readonly scope: 'whole' | 'part';
  readonly authority: 'GBA/APD';
  readonly court: 'court-of-first-instance';
  readonly sealed?: Sealed;
}

/** What is to be done in another stream, or answered; a step of its own does it. */
export interface CarryingOutBegun {
  readonly execution: Uuid;
  readonly subject: Uuid;
  readonly act: Act;
  /** `correct`: version of the record that it was decided upon, purposes if not all, values under `values`. */
  readonly version?: number;
  readonly purposes?: readonly string[];
  readonly sealed?: Sealed;
  /** `restrict` */
  readonly ground?: 'accuracy-contested' | 'unlawful' | 'needed-for-claims' | 'objection-pending';
  /** `object`: to which. `erase`: of one purpose; all, where absent. */
  readonly purpose?: string;
  /** `erase`: on which ground, and with what it needs; version 1 has none, which follows from the kind of request. */
  readonly reason?: ErasureReason;
  readonly finding?: ErasureFinding;
  readonly law?: string;
  /**
   * `erase` of all: where the answer goes is sealed for itself (`familyName`, `givenName`, `address`, `email`), until the
   * answer went out, or through this day.
   */
  readonly answerUntil?: Day;
  /** What that is kept for; versions 1 and 2 do not say. */
  readonly answerFor?: { readonly purpose: string; readonly basis: LegalBasis };
  /** The language of that letter. */
  readonly language?: Language;
}
export interface CarriedOut {
  readonly execution: Uuid;
  readonly subject: Uuid;
  readonly act: Act;
}
/** `code` is the problem's that the subject's command ended with. */
export interface CarryingOutFailed {
  readonly execution: Uuid;
  readonly subject: Uuid;
  readonly act: Act;
  readonly code: string;
}

/** Value name: `text`, the free text of the letter. */
export interface LetterSent extends OfSubject {
  /** What it was sent for, and with which values: absent in version 1. Those without a version came with the request. */
  readonly purpose?: string;
  readonly basis?: LegalBasis;
  readonly fields?: UsedFields;
  readonly letter: LetterName;
  readonly channel: 'application' | 'email' | 'letter';
  readonly language: Language;
  /** Editions of the words that it was written with; the first of each, where absent: in versions 1 and 2. */
  readonly words?: Editions;
  readonly sealed?: Sealed;
}
/** `keptUntil`: the last day on which what was sealed with the request can be read; then its keys end. */
export interface RequestClosed extends OfSubject {
  readonly outcome: ClosedAs;
  readonly keptUntil: Day;
}
/** A timer's word to the officers. `due`: the date that it was about. */
export interface RequestReminded extends OfSubject {
  readonly about: 'due-soon' | 'overdue';
  readonly due: Day;
}

export interface RequestEventData {
  RequestRegistered: RequestRegistered;
  RequestLinked: RequestLinked;
  ConfirmationAsked: ConfirmationAsked;
  RequestConfirmed: RequestConfirmed;
  ProofAsked: ProofAsked;
  IdentityVerified: IdentityVerified;
  IdentityRejected: IdentityRejected;
  RequestExtended: RequestExtended;
  RequestRefused: RequestRefused;
  CarryingOutBegun: CarryingOutBegun;
  CarriedOut: CarriedOut;
  CarryingOutFailed: CarryingOutFailed;
  LetterSent: LetterSent;
  RequestClosed: RequestClosed;
  RequestReminded: RequestReminded;
}
export type RequestEventType = keyof RequestEventData;
/** An event of a request's stream, as read. */
export type RequestEvent = { [T in RequestEventType]: EventRecord<T, RequestEventData[T]> }[RequestEventType];

export const REQUEST_EVENTS: EventShapes<RequestEventType> = {
  RequestRegistered: firstVersion,
  RequestLinked: firstVersion,
  ConfirmationAsked: firstVersion,
  RequestConfirmed: firstVersion,
  ProofAsked: firstVersion,
  IdentityVerified: firstVersion,
  IdentityRejected: firstVersion,
  RequestExtended: firstVersion,
  RequestRefused: firstVersion,
  CarryingOutBegun: [withoutWhatCame, withoutWhatCame],
  CarriedOut: firstVersion,
  CarryingOutFailed: firstVersion,
  LetterSent: [withoutWhatCame, withoutWhatCame],
  RequestClosed: firstVersion,
  RequestReminded: firstVersion,
};

/**
 * Event of `look-request-<id>` ★: a request of somebody whom no subject is known for was looked at (P09). A look at a
 * subject's request is a look at the subject.
 */
export interface RequestLooked {
  readonly request: Uuid;
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly view: string;
  /** The fields that were shown, in order. Version 1 does not say. */
  readonly fields?: readonly Field[];
}
export interface RequestLookEventData {
  RequestLooked: RequestLooked;
}
export const REQUEST_LOOK_EVENTS = { RequestLooked: [withoutWhatCame] };

export function requestStream(request: Uuid): string {
  return `request-${request}`;
}
export function requestLookStream(request: Uuid): string {
  return `look-request-${request}`;
}
/** Periods of the keys that seal where the answer to an erasure goes: each execution has its own. */
export const ANSWER_PERIOD = 'answer-';

/** Owner of a request's keys. */
export function requestOwner(request: Uuid): string {
  return `request:${request}`;
}
export function requestOf(stream: string): Uuid {
  return stream.slice('request-'.length);
}
