import {
  firstVersion,
  type Actor,
  type EventRecord,
  type EventShapes,
  type Revision,
} from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { EntryDraft, HoldChange } from '#libs/register';

/**
 * Events of the stream `passed-events` ★: which events officers decided that projections pass over (ADR 0034). Ids,
 * hashes, names of types and of projections only; what an entry of the register says is no value either.
 */

export const PASSED_STREAM = 'passed-events';

/**
 * Why an event is passed over. `program-fault`: the program cannot apply what the event says, and a later version will.
 * `value-refused`: the database refuses what follows from it. `not-readable`: the program cannot read the event.
 */
export const REASONS = ['program-fault', 'value-refused', 'not-readable'] as const;
export type PassingReason = (typeof REASONS)[number];

/** A first officer proposes that projections pass over the event that they stand at. They do not try it until it is decided. */
export interface PassingProposed {
  readonly passing: Uuid;
  readonly event: Uuid;
  readonly type: string;
  readonly stream: string;
  readonly revision: Revision;
  /** base64url of the SHA-256 of the event's stored bytes, as an entry of the register has it. */
  readonly eventHash: string;
  /** Names of checkpoints. */
  readonly projections: readonly string[];
  /** Classes of the errors that they stand still with, and SQLSTATEs. */
  readonly errors: readonly string[];
  readonly reason: PassingReason;
}

/** The projections try the event again. */
export interface PassingWithdrawn {
  readonly passing: Uuid;
  readonly event: Uuid;
}

/** A second officer approved: these projections pass over the event, now and whenever they are built anew. */
export interface EventPassedOver {
  readonly passing: Uuid;
  readonly event: Uuid;
  readonly type: string;
  readonly eventHash: string;
  readonly projections: readonly string[];
  readonly errors: readonly string[];
  readonly reason: PassingReason;
  /** Pseudonym of the officer who proposed it. */
  readonly proposedBy: string;
}

/**
 * A later version of the program could apply the event: what the register lacks is in here as it has to stand there, so
 * that the register stays a function of events. Other projections do not pass over the event any more when they are built anew.
 */
export interface PassedEventMadeUp {
  readonly passing: Uuid;
  readonly event: Uuid;
  readonly eventHash: string;
  readonly projections: readonly string[];
  /** Who did what the event says, when, and under which version of the catalogue. */
  readonly actor: Actor;
  readonly time: string;
  readonly catalogue: string;
  /** Entries that the event would have made; none where the register did not pass over it. */
  readonly drafts: readonly EntryDraft[];
  /** What the person concerned may not know of them yet (P16), as it is by now. `event` of what is hidden is the passed one. */
  readonly silences: readonly HoldChange[];
}

export interface PassedEventData {
  PassingProposed: PassingProposed;
  PassingWithdrawn: PassingWithdrawn;
  EventPassedOver: EventPassedOver;
  PassedEventMadeUp: PassedEventMadeUp;
}
export type PassedEventType = keyof PassedEventData;
export type PassedEventEvent = {
  [T in PassedEventType]: EventRecord<T, PassedEventData[T]>;
}[PassedEventType];

export const PASSED_EVENTS: EventShapes<PassedEventType> = {
  PassingProposed: firstVersion,
  PassingWithdrawn: firstVersion,
  EventPassedOver: firstVersion,
  PassedEventMadeUp: firstVersion,
};
