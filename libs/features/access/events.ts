import { firstVersion, type EventShapes } from '#libs/event-store';
import type { LegalBasis } from '#libs/catalogue';
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

/** A record, a register or a part of them was shown to the actor. */
export interface RecordLooked {
  readonly purpose: string;
  readonly basis: LegalBasis;
  /** What was shown: `record`, `register`, `register-entry`, `accesses`, `overview`, `report`, `recipients`, `export`. */
  readonly view: string;
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
}

export type AccessEventType = keyof AccessEventData;

export const ACCESS_EVENTS: EventShapes<AccessEventType> = {
  SignedIn: firstVersion,
  RecordLooked: firstVersion,
  SubjectsSearched: firstVersion,
};

export function accessStream(subject: Uuid): string {
  return `access-${subject}`;
}

export function searchStream(actor: string): string {
  return `access-searches-${actor}`;
}
