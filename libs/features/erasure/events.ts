import { firstVersion } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { KeyRef } from '#libs/vault';

/**
 * Event of the stream `erasures` ★: the journal of all fences. What it names is unreadable for good, whatever copy of
 * the keyring is restored: a start applies it before anything is served.
 */
export interface KeysFenced {
  /** What asked for it: an erasure, the end of a matter, of a period. */
  readonly cause: Uuid;
  readonly keys: readonly KeyRef[];
  /** Owners of whom everything is, but for keys that are kept: they get no key and no look-up row again. */
  readonly barred: readonly string[];
  /** Newest epoch of the master key at that time: once it is destroyed too, the keys are irrecoverable. */
  readonly epoch: number;
}

export interface FenceEventData {
  KeysFenced: KeysFenced;
}

export const FENCE_EVENTS = { KeysFenced: firstVersion };

export const FENCE_STREAM = 'erasures';
