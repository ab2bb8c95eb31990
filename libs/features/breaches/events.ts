import type { LegalBasis } from '#libs/catalogue';
import type { BreachClock, Reminder } from '#libs/deadlines';
import { firstVersion, type EventRecord, type EventShapes } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { Sealed } from '#libs/vault';
import type { Editions } from '#libs/words';
import type {
  AuthorityChannel,
  BreachView,
  Cause,
  Nature,
  NotTold,
  PersonChannel,
  Persons,
  Risk,
} from './codes';
import type { Counted, Criteria, Part } from './criteria';

/**
 * Events of `breach-<id>` ★ (Art. 33, 34). What officers write in words is in `sealed`, under the breach's own key, which is
 * fenced when the time is over for which the catalogue keeps it; times, codes and numbers stay. Times are RFC 3339 in UTC.
 */

/** When what happened; each is apart from the others (Art. 33(1), (2)). */
export interface Moments {
  /** When it happened or began; absent while nobody knows. */
  readonly happenedAt?: string;
  /** When it had ended; absent while it goes on or nobody knows. */
  readonly endedAt?: string;
  /** The first sign of it here. */
  readonly foundAt: string;
  /** A processor told of it (Art. 33(2)): when, and which recipient of the catalogue. */
  readonly reportedAt?: string;
  readonly processor?: string;
  /** It became known with reasonable certainty: the hours are counted from here. Absent while it is looked into. */
  readonly knownAt?: string;
}

/** Value name: `description`. */
export interface BreachRecorded extends Moments {
  readonly purpose: string;
  readonly basis: LegalBasis;
  /** Present once it is known. */
  readonly clock?: BreachClock;
  readonly sealed: Sealed;
}
/** All moments as they are known now. Value names: `reason`, and `description` where it is another. */
export interface BreachCorrected extends Moments {
  readonly clock?: BreachClock;
  readonly sealed: Sealed;
}
/**
 * The elements of Art. 33(3) and the risk, as they are known now; a later assessment takes its place. Value names:
 * `consequences`, `measuresTaken`, `measuresProposed`, `riskReasons`.
 */
export interface BreachAssessed {
  readonly natures: readonly Nature[];
  readonly causes: readonly Cause[];
  readonly persons: readonly Persons[];
  /** Fields of the vocabulary, and others by a code. */
  readonly data: readonly string[];
  /** Approximate, where possible. */
  readonly numberOfPersons?: number;
  readonly numberOfRecords?: number;
  readonly risk: Risk;
  readonly sealed: Sealed;
}
/**
 * The authority was told, in one of as many phases as it takes (Art. 33(4)). `late`: the first, after the time was over.
 * Value names: `reference`, `delayReasons`, `told`.
 */
export interface AuthorityNotified {
  readonly at: string;
  readonly channel: AuthorityChannel;
  /** All that Art. 33(3) asks for was given. */
  readonly complete: boolean;
  readonly late?: true;
  readonly sealed: Sealed;
}
/**
 * Whom the breach affects was determined. Who they are follows from criteria and register size for ever: the register is
 * only added to. `held` is absent where the criteria say nothing of what is held.
 */
export interface AffectedDetermined {
  readonly affected: Uuid;
  readonly criteria: Criteria;
  /** Entries of the register that were looked at: those with a lower number. */
  readonly size: number;
  readonly touched: Counted;
  readonly held?: Counted;
}
/**
 * A letter to the persons of a list that was determined was written, in each language (Art. 34(2)). `after`: the letter to
 * the same list that this one follows. Value names: `nl`, `fr`, `en`, each with members `nature`, `consequences`,
 * `measures` and, where it says what persons can do themselves, `advice`; `contact`.
 */
export interface BreachLetterWritten {
  readonly letter: Uuid;
  readonly affected: Uuid;
  readonly part: Part;
  readonly after?: Uuid;
  /** Editions of the words that stand around them. */
  readonly words: Editions;
  readonly sealed: Sealed;
}
/** Persons were told (Art. 34(1)). `letter`: of which letter of this breach. */
export interface PersonsTold {
  readonly at: string;
  readonly channel: PersonChannel;
  readonly number?: number;
  readonly letter?: Uuid;
}
/** Persons are not told of a high risk (Art. 34(3)). Value names: `reason`, `publicCommunication`. */
export interface PersonsNotTold {
  readonly ground: NotTold;
  readonly sealed: Sealed;
}
export interface BreachReminded {
  readonly about: Reminder;
  readonly due: string;
}
/** Value name: `learned`. */
export interface BreachClosed {
  readonly sealed: Sealed;
}

export interface BreachEventData {
  BreachRecorded: BreachRecorded;
  BreachCorrected: BreachCorrected;
  BreachAssessed: BreachAssessed;
  AuthorityNotified: AuthorityNotified;
  AffectedDetermined: AffectedDetermined;
  BreachLetterWritten: BreachLetterWritten;
  PersonsTold: PersonsTold;
  PersonsNotTold: PersonsNotTold;
  BreachReminded: BreachReminded;
  BreachClosed: BreachClosed;
}
export type BreachEventType = keyof BreachEventData;
export type BreachEvent = { [T in BreachEventType]: EventRecord<T, BreachEventData[T]> }[BreachEventType];

export const BREACH_EVENTS: EventShapes<BreachEventType> = {
  BreachRecorded: firstVersion,
  BreachCorrected: firstVersion,
  BreachAssessed: firstVersion,
  AuthorityNotified: firstVersion,
  AffectedDetermined: firstVersion,
  BreachLetterWritten: firstVersion,
  PersonsTold: firstVersion,
  PersonsNotTold: firstVersion,
  BreachReminded: firstVersion,
  BreachClosed: firstVersion,
};

/** Event of `look-breach-<id>` ★: something of the breach was shown to the actor (P09). */
export interface BreachLooked {
  readonly view: BreachView;
  readonly purpose: string;
  readonly basis: LegalBasis;
}
export interface BreachLookEventData {
  BreachLooked: BreachLooked;
}
export const BREACH_LOOK_EVENTS = { BreachLooked: firstVersion };

export function breachStream(breach: Uuid): string {
  return `breach-${breach}`;
}
export function breachLookStream(breach: Uuid): string {
  return `look-breach-${breach}`;
}
/** Owner of a breach's keys. */
export function breachOwner(breach: Uuid): string {
  return `breach:${breach}`;
}
export function breachOf(stream: string): Uuid {
  return stream.slice('breach-'.length);
}
