import { createHash } from 'node:crypto';
import { firstVersion, type EventRecord, type EventShapes } from '#libs/event-store';
import { canonicalBytes, type Uuid } from '#libs/kernel';
import type { Catalogue } from './types';

/**
 * Events of the stream `catalogue` ★: one for each version, never another of the same version (P21). Nothing else is in it:
 * an event's revision is the number of versions before it.
 */
export const CATALOGUE_STREAM = 'catalogue';

export interface CataloguePublished {
  readonly version: string;
  /** First day in force (Europe/Brussels). */
  readonly from: string;
  /** {@link digestOf} the catalogue. */
  readonly digest: string;
  readonly catalogue: Catalogue;
}

/** A second officer published what another drafted. From then on the log says which version comes next, and no file does (ADR 0052). */
export interface CatalogueDraftPublished extends CataloguePublished {
  readonly draft: Uuid;
  /** Pseudonym of the officer whose text it is. */
  readonly draftedBy: string;
}

export interface CatalogueEventData {
  CataloguePublished: CataloguePublished;
  CatalogueDraftPublished: CatalogueDraftPublished;
}
export type CatalogueEvent = {
  [T in keyof CatalogueEventData]: EventRecord<T, CatalogueEventData[T]>;
}[keyof CatalogueEventData];

export const CATALOGUE_EVENTS: EventShapes<keyof CatalogueEventData> = {
  CataloguePublished: firstVersion,
  CatalogueDraftPublished: firstVersion,
};

/** SHA-256 of the canonical JSON (RFC 8785), base64url: the same content has the same digest. */
export function digestOf(catalogue: Catalogue): string {
  return createHash('sha256').update(canonicalBytes(catalogue)).digest('base64url');
}
