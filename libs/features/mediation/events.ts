import type { LegalBasis } from '#libs/catalogue';
import { firstVersion, withoutWhatCame, type EventRecord, type EventShapes } from '#libs/event-store';
import type { UsedFields } from '#libs/features/subjects';
import type { Day, Uuid } from '#libs/kernel';
import type { Language } from '#libs/letters';
import type { Sealed } from '#libs/vault';
import type { Editions } from '#libs/words';
import type { Channel, OwnerChannel, OwnerChoice } from './codes';

/**
 * Events of `mediation-<id>` ★ (P15). The third party's own data is in `sealed`, under the mediation's own key, which is
 * fenced when the matter ends. `owner` is the subject who holds the domain name; absent where nobody here does.
 */

/** Value names: `familyName`, `givenName`, `email`, `domain`, `message`. */
export interface MediationOpened {
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly owner?: Uuid;
  readonly language: Language;
  /** Last day on which the owner may answer: the third party hears nothing neutral before it is over. */
  readonly until: Day;
  /** Last day on which the matter stands, answered or not. */
  readonly latest: Day;
  /** The mail that it was made from (P07). Absent in version 1. */
  readonly matter?: Uuid;
  readonly sealed: Sealed;
}
/** Evidence that the third party was told first that its name is passed on (Art. 13). */
export interface ThirdPartyTold {
  readonly channel: Channel;
  readonly on: Day;
  /** Editions of the words that it was written with; the first of each, where absent: in version 1. */
  readonly words?: Editions;
}
export interface OwnerInformed {
  readonly owner: Uuid;
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly channel: OwnerChannel;
  /** With which of the owner's own fields, as the contract holds them, they were reached. Absent in version 1. */
  readonly fields?: UsedFields;
  /** Names of what the third party gave and the owner was told. Absent in version 1. */
  readonly passedOn?: readonly string[];
  /** Editions of the words that it was written with; the first of each, where absent: in versions 1 and 2. */
  readonly words?: Editions;
}
/** The owner's choice; a later one takes its place. */
export interface OwnerAnswered {
  readonly owner: Uuid;
  readonly choice: OwnerChoice;
  readonly channel: OwnerChannel;
}
/** The owner's time is over. */
export interface AnswerPeriodEnded {
  readonly until: Day;
}
/**
 * `neutral`: the one text that says nothing of the owner. `owner-writes`: the owner chose to make contact, and reads what the
 * third party gave until `keptUntil`, the last day; in version 1 no longer than this event.
 */
export interface ThirdPartyAnswered {
  readonly answer: 'neutral' | 'owner-writes';
  readonly channel: Channel;
  readonly keptUntil?: Day;
  /** Editions of the words that it was written with; the first of each, where absent: in versions 1 and 2. */
  readonly words?: Editions;
}
/** From here on nothing reads the third party's data. */
export interface MediationEnded {
  readonly outcome: 'answered' | 'withdrawn' | 'lapsed';
}

export interface MediationEventData {
  MediationOpened: MediationOpened;
  ThirdPartyTold: ThirdPartyTold;
  OwnerInformed: OwnerInformed;
  OwnerAnswered: OwnerAnswered;
  AnswerPeriodEnded: AnswerPeriodEnded;
  ThirdPartyAnswered: ThirdPartyAnswered;
  MediationEnded: MediationEnded;
}
export type MediationEventType = keyof MediationEventData;
export type MediationEvent = {
  [T in MediationEventType]: EventRecord<T, MediationEventData[T]>;
}[MediationEventType];

export const MEDIATION_EVENTS: EventShapes<MediationEventType> = {
  MediationOpened: [withoutWhatCame],
  ThirdPartyTold: [withoutWhatCame],
  OwnerInformed: [withoutWhatCame, withoutWhatCame],
  OwnerAnswered: firstVersion,
  AnswerPeriodEnded: firstVersion,
  ThirdPartyAnswered: [withoutWhatCame, withoutWhatCame],
  MediationEnded: firstVersion,
};

/** Event of `look-mediation-<id>` ★: the matter was shown to the actor (P09). */
export interface MediationLooked {
  readonly owner?: Uuid;
  readonly purpose: string;
  readonly basis: LegalBasis;
  /** Names of what was shown of what the third party gave, in order; none once it is unreadable. Version 1 does not say. */
  readonly fields?: readonly string[];
}
export interface MediationLookEventData {
  MediationLooked: MediationLooked;
}
export const MEDIATION_LOOK_EVENTS = { MediationLooked: [withoutWhatCame] };

export function mediationStream(mediation: Uuid): string {
  return `mediation-${mediation}`;
}
export function mediationLookStream(mediation: Uuid): string {
  return `look-mediation-${mediation}`;
}
/** Owner of a mediation's keys. */
export function mediationOwner(mediation: Uuid): string {
  return `mediation:${mediation}`;
}
export function mediationOf(stream: string): Uuid {
  return stream.slice('mediation-'.length);
}
