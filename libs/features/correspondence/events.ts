import type { Field, LegalBasis } from '#libs/catalogue';
import type { Clock, Reminder } from '#libs/deadlines';
import { firstVersion, withoutWhatCame, type EventRecord, type EventShapes } from '#libs/event-store';
import type { Day, Uuid } from '#libs/kernel';
import type { Sealed } from '#libs/vault';

/**
 * Events of `matter-<id>` ★ (P07). What was written, and by whom, is in `sealed`, under the matter's own key, which is
 * fenced when the matter ends.
 */

/** Value names: `email`, `familyName` (the name as the sender writes it), `topic`, `message`. */
export interface MatterOpened {
  readonly purpose: string;
  readonly basis: LegalBasis;
  /** The contact address that it came to, by name: `info`. */
  readonly mailbox: string;
  readonly form: 'entered' | 'imported';
  readonly receivedAt: string;
  /** Last day on which the matter stands, done or not; one that has a clock stands until it is answered. */
  readonly latest: Day;
  /** Of mail to the privacy mailbox (P20): it may be a request, which is due from its receipt (Art. 12(3)). Version 1 has none. */
  readonly clock?: Clock;
  /** Attachments of an imported message: none of them is kept. */
  readonly dropped?: number;
  /** The text was longer than what is kept. */
  readonly cut?: true;
  readonly sealed: Sealed;
}
/** Value name: `note`. */
export interface MatterNoted {
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly sealed: Sealed;
}
/** From here on nothing reads its content. `into`: what it went on as, which took over what it needs by name. */
export interface MatterEnded {
  readonly outcome: 'closed' | 'lapsed';
  /** Of what has a clock and went on as nothing: it was answered, or asks nothing. Version 1 does not say. */
  readonly answered?: true;
  readonly into?: { readonly kind: 'request' | 'mediation'; readonly id: Uuid };
}

/** A timer's word to the officers, of mail that may be a request. `due`: the date that it was about. */
export interface MatterReminded {
  readonly about: Reminder;
  readonly due: Day;
}

export interface MatterEventData {
  MatterOpened: MatterOpened;
  MatterNoted: MatterNoted;
  MatterReminded: MatterReminded;
  MatterEnded: MatterEnded;
}
export type MatterEventType = keyof MatterEventData;
export type MatterEvent = { [T in MatterEventType]: EventRecord<T, MatterEventData[T]> }[MatterEventType];

export const MATTER_EVENTS: EventShapes<MatterEventType> = {
  MatterOpened: [withoutWhatCame],
  MatterNoted: firstVersion,
  MatterReminded: firstVersion,
  MatterEnded: [withoutWhatCame],
};

/** Event of `look-matter-<id>` ★: the matter was shown to the actor (P09). */
export interface MatterLooked {
  readonly purpose: string;
  readonly basis: LegalBasis;
  /** The fields that were shown, in order; none once the matter has ended. Version 1 does not say. */
  readonly fields?: readonly Field[];
}
export interface MatterLookEventData {
  MatterLooked: MatterLooked;
}
export const MATTER_LOOK_EVENTS = { MatterLooked: [withoutWhatCame] };

/** Characters of a message that are kept. */
export const MAX_TEXT = 32_000;

export function matterStream(matter: Uuid): string {
  return `matter-${matter}`;
}
export function matterLookStream(matter: Uuid): string {
  return `look-matter-${matter}`;
}
/** Owner of a matter's keys. */
export function matterOwner(matter: Uuid): string {
  return `matter:${matter}`;
}
export function matterOf(stream: string): Uuid {
  return stream.slice('matter-'.length);
}
