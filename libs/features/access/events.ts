import { firstVersion, withoutWhatCame, type EventShapes } from '#libs/event-store';
import type { Field, LegalBasis } from '#libs/catalogue';
import type { Uuid } from '#libs/kernel';
import type { Sealed } from '#libs/vault';

/**
 * Events of `access-<subject>` and `access-searches-<actor>` ★ (P06, P09). Who looked is the event's actor;
 * the subject is shown date, purpose and the actor's role, not the name (CJEU C-579/21).
 */

/** A customer signed in to the customer application (P06). The address is sealed for the month, for `fraud` only. */
export interface SignedIn {
  readonly purpose: string;
  readonly basis: LegalBasis;
  /** Value name `ipAddress`. */
  readonly sealed: Sealed;
}

/** What is shown: a word for each stands in what the person is told. `share`: what a sharing would hand out. */
export const VIEWS = [
  'record',
  'register',
  'register-entry',
  'accesses',
  'overview',
  'report',
  'recipients',
  'duties',
  'export',
  'request',
  'letter',
  'certificate',
  'sharing',
  'share',
] as const;
export type View = (typeof VIEWS)[number];

/** A record, a register or a part of them was shown to the actor. */
export interface RecordLooked {
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly view: View;
  /** Of what shows values: the fields that were shown, in order. Version 1 does not say. */
  readonly fields?: readonly Field[];
}

/** An officer was told which employee a pseudonym stands for, or which pseudonym an employee has. In `access-actors-<actor>`. */
export interface ActorLooked {
  /** The pseudonym; absent where there is none. */
  readonly actor?: Uuid;
  readonly by: 'pseudonym' | 'name';
  readonly purpose: string;
  readonly basis: LegalBasis;
}

/** A search by a person's data; what was searched for is nowhere. One register entry for each subject found. */
export interface SubjectsSearched {
  readonly purpose: string;
  readonly basis: LegalBasis;
  /** Kind of look-up, such as `email`. */
  readonly by: string;
  readonly found: readonly Uuid[];
}

export interface AccessEventData {
  SignedIn: SignedIn;
  RecordLooked: RecordLooked;
  SubjectsSearched: SubjectsSearched;
  ActorLooked: ActorLooked;
}

export type AccessEventType = keyof AccessEventData;

export const ACCESS_EVENTS: EventShapes<AccessEventType> = {
  SignedIn: firstVersion,
  RecordLooked: [withoutWhatCame],
  SubjectsSearched: firstVersion,
  ActorLooked: firstVersion,
};

export function accessStream(subject: Uuid): string {
  return `access-${subject}`;
}

export function actorLookStream(actor: string): string {
  return `access-actors-${actor}`;
}

export function searchStream(actor: string): string {
  return `access-searches-${actor}`;
}
