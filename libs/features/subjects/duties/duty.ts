import type { Field } from '#libs/catalogue';
import { derivedId, Mac, type Day, type Uuid } from '#libs/kernel';
import type { TellingChannel, WaiverGround, WaiverReason } from './codes';
import type { DutyKind } from './events';

/** Who got data: recipient, instance, purpose (without version) and, where it was about one, the link of a domain name. */
export interface Holder {
  readonly recipient: string;
  readonly instance?: string;
  readonly purpose: string;
  readonly link?: Uuid;
}

/**
 * - `open`: the recipient has to hear of it
 * - `told`, `confirmed`: it did
 * - `impossible`, `disproportionate`: two officers found so; the first also where the time for telling was over
 * - gone by itself: `shared` (the newest values went out as an ordinary sharing), `not-arrived` (it never had them),
 *   `lifted` (the restriction), `erased` (the values), `taken-over` (by a later duty to the same)
 */
export const DUTY_STATUSES = [
  'open',
  'told',
  'confirmed',
  'impossible',
  'disproportionate',
  'shared',
  'not-arrived',
  'lifted',
  'erased',
  'taken-over',
] as const;
export type DutyStatus = (typeof DUTY_STATUSES)[number];

/** A duty to tell a recipient (Art. 19), as the events so far leave it. */
export interface Duty extends Holder {
  readonly duty: Uuid;
  readonly kind: DutyKind;
  /** Of the event that opened it. */
  readonly opened: string;
  readonly catalogue: string;
  readonly status: DutyStatus;
  /** Of one that was taken over: the duties to the same that took its fields over. */
  readonly takenOverBy?: readonly Uuid[];
  /** Field → version: of a correction the one that it has to hear of, of an erasure or a restriction the one that it has. */
  readonly versions: Readonly<Partial<Record<Field, number>>>;
  /** Requests of the person that it follows from, the erasure's excepted. */
  readonly requests: readonly Uuid[];
  /** Of an erasure: the last day on which what was sealed for the duty may be used. */
  readonly until?: Day;
  /** The erasure that it is to tell of. */
  readonly erasure?: Uuid;
  /** Of an erasure, once nothing reads what was sealed for it. */
  readonly keyEnded?: { readonly epoch: number };
  readonly told?: { readonly at: string; readonly event: Uuid; readonly channel: TellingChannel };
  readonly confirmed?: string;
  readonly proposal?: { readonly ground: WaiverGround; readonly reason: WaiverReason; readonly by: string };
  readonly waived?: { readonly at: string; readonly reason: WaiverReason };
}

/** What a holder has: each field in the version that it got last, and when that was. */
export interface Held extends Holder {
  readonly versions: Readonly<Partial<Record<Field, number>>>;
  /** Ids of the sharings that arrived, the latest first. */
  readonly sharings: readonly Uuid[];
}

/** There is nothing secret in how ids of duties are made: the ids of events are random. This keeps them apart from other ids. */
const IDS = new Mac(Buffer.from('inzage:duty:1'));

/** Id of a duty: it follows from what opened it and whom it is to. */
export function dutyId(cause: Uuid, kind: DutyKind, holder: Holder): Uuid {
  return derivedId(IDS, cause, kind, keyOf(holder));
}

/** Tells holders apart. */
export function keyOf({ recipient, instance, purpose, link }: Holder): string {
  return [recipient, instance ?? '', purpose, link ?? ''].join(' ');
}
