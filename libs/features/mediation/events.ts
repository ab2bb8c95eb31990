import type { LegalBasis } from '#libs/catalogue';
import type { EventRecord } from '#libs/event-store';
import type { Day, Uuid } from '#libs/kernel';
import type { Language } from '#libs/letters';
import type { Sealed } from '#libs/vault';

/**
 * Events of `mediation-<id>` ★ (P15). The third party's own data is in `sealed`, under the mediation's own key, which is
 * fenced when the matter ends. `owner` is the subject who holds the domain name; absent where nobody here does.
 */

export type Channel = 'email' | 'letter' | 'telephone';
export type OwnerChannel = Channel | 'application';
export type OwnerChoice = 'accepted' | 'declined';

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
  readonly sealed: Sealed;
}
/** Evidence that the third party was told first that its name is passed on (Art. 13). */
export interface ThirdPartyTold {
  readonly channel: Channel;
  readonly on: Day;
}
export interface OwnerInformed {
  readonly owner: Uuid;
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly channel: OwnerChannel;
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
/** `neutral`: the one text that says nothing of the owner. `owner-writes`: the owner chose to make contact. */
export interface ThirdPartyAnswered {
  readonly answer: 'neutral' | 'owner-writes';
  readonly channel: Channel;
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

export const MEDIATION_VERSIONS: Readonly<Record<MediationEventType, number>> = {
  MediationOpened: 1,
  ThirdPartyTold: 1,
  OwnerInformed: 1,
  OwnerAnswered: 1,
  AnswerPeriodEnded: 1,
  ThirdPartyAnswered: 1,
  MediationEnded: 1,
};

/** Event of `look-mediation-<id>` ★: the matter was shown to the actor (P09). */
export interface MediationLooked {
  readonly owner?: Uuid;
  readonly purpose: string;
  readonly basis: LegalBasis;
}
export interface MediationLookEventData {
  MediationLooked: MediationLooked;
}
export const MEDIATION_LOOK_VERSIONS = { MediationLooked: 1 } as const;

export function mediationStream(mediation: Uuid): string {
  return `mediation-${mediation}`;
}
/** Owner of a mediation's keys. */
export function mediationOwner(mediation: Uuid): string {
  return `mediation:${mediation}`;
}
export function mediationOf(stream: string): Uuid {
  return stream.slice('mediation-'.length);
}
