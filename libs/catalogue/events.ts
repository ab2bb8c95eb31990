import { firstVersion } from '#libs/event-store';
import { createHash } from 'node:crypto';
import { canonicalBytes } from '#libs/kernel';
import type { Catalogue } from './types';

/** Events of the stream `catalogue` ★: one for each version, never another of the same version (P21). */
export const CATALOGUE_STREAM = 'catalogue';

export interface CataloguePublished {
  readonly version: string;
  /** First day in force (Europe/Brussels). */
  readonly from: string;
  /** {@link digestOf} the catalogue. */
  readonly digest: string;
  readonly catalogue: Catalogue;
}

export interface CatalogueEventData {
  CataloguePublished: CataloguePublished;
}

export const CATALOGUE_EVENTS = { CataloguePublished: firstVersion };

/** SHA-256 of the canonical JSON (RFC 8785), base64url: the same content has the same digest. */
export function digestOf(catalogue: Catalogue): string {
  return createHash('sha256').update(canonicalBytes(catalogue)).digest('base64url');
}
