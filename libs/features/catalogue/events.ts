import type { Catalogue } from '#libs/catalogue';
import { firstVersion, type EventRecord, type EventShapes } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';

/**
 * Events of the stream `catalogue-drafts` ★: texts that officers work on (ADR 0052). Nothing is decided by them. A catalogue
 * holds names and rules, and nothing of a person.
 */
export const DRAFTS_STREAM = 'catalogue-drafts';

/** A draft was begun, or has another text. Who did so is the event's actor. */
export interface CatalogueDrafted {
  readonly draft: Uuid;
  /** The version that it changes: the last one published when the text was kept. */
  readonly basedOn: string;
  /** SHA-256 of the canonical JSON of `catalogue`, base64url. */
  readonly digest: string;
  readonly catalogue: Catalogue;
}

/** Nobody works on it any more. */
export interface CatalogueDraftWithdrawn {
  readonly draft: Uuid;
}

export interface DraftEventData {
  CatalogueDrafted: CatalogueDrafted;
  CatalogueDraftWithdrawn: CatalogueDraftWithdrawn;
}
export type DraftEventType = keyof DraftEventData;
export type DraftEvent = {
  [T in DraftEventType]: EventRecord<T, DraftEventData[T]>;
}[DraftEventType];

export const DRAFT_EVENTS: EventShapes<DraftEventType> = {
  CatalogueDrafted: firstVersion,
  CatalogueDraftWithdrawn: firstVersion,
};
