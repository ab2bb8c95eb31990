import type { Field, LegalBasis } from '#libs/catalogue';
import { firstVersion, withoutWhatCame, type EventShapes } from '#libs/event-store';
import type { Day, Uuid } from '#libs/kernel';
import type { Sealed } from '#libs/vault';
import type { Editions } from '#libs/words';
import type { TellingChannel, TellingFailure, WaiverGround, WaiverReason } from './codes';

/**
 * Events of duties to tell recipients (Art. 19) ★, in `subject-<id>` like what opens them. A correction or a restriction
 * opens its duties by itself, from the sharings before it; an erasure names its own, with what they will need.
 */

/** What a recipient has to hear of. */
export type DutyKind = 'correction' | 'erasure' | 'restriction';

type Versions = Readonly<Partial<Record<Field, number>>>;

/** A duty of an erasure, with what identifies the person to the recipient. */
export interface PreparedDuty {
  readonly duty: Uuid;
  readonly recipient: string;
  readonly instance?: string;
  /** Without version. */
  readonly purpose: string;
  readonly link?: Uuid;
  /** Field that is erased → version that the recipient got last. */
  readonly versions: Versions;
  /** Under a key of the duty. Value names: `fields` (all that the recipient got, as last shared), `domain`, `reference`. */
  readonly sealed: Sealed;
}
/**
 * What telling of an erasure will need, sealed before the keys go. Precedes its ErasureBegun in one append; what that has no
 * room for follows in appends of its own, before any key goes.
 */
export interface TellingPrepared {
  readonly erasure: Uuid;
  /** Last day on which what is sealed here may be used. */
  readonly until: Day;
  readonly duties: readonly PreparedDuty[];
}
/** The recipient was told. Of a correction: `versions` are what it has now. */
export interface RecipientTold {
  readonly duty: Uuid;
  readonly of: DutyKind;
  readonly recipient: string;
  readonly instance?: string;
  /** Without version. */
  readonly purpose: string;
  /** Absent where nothing is held for the purpose any more. */
  readonly basis?: LegalBasis;
  readonly link?: Uuid;
  readonly channel: TellingChannel;
  readonly versions: Versions;
  readonly commitments: Readonly<Partial<Record<Field, string>>>;
  readonly transferGround?: string;
  /** Editions of the words that the letter was written with; the first of each, where absent: in version 1. */
  readonly words?: Editions;
  /** The caller's reference: value name `reference`. */
  readonly sealed?: Sealed;
}
/** The recipient says that it has done the same. */
export interface RecipientConfirmed {
  readonly duty: Uuid;
  readonly of: DutyKind;
}
/** The telling did not arrive: the duty stands again. */
export interface TellingFailed {
  readonly duty: Uuid;
  readonly of: DutyKind;
  readonly reason: TellingFailure;
}
/** An officer finds that telling is impossible, or takes a disproportionate effort; another one has to find so too. */
export interface WaiverProposed {
  readonly duty: Uuid;
  readonly of: DutyKind;
  readonly ground: WaiverGround;
  readonly reason: WaiverReason;
}
export interface DutyWaived {
  readonly duty: Uuid;
  readonly of: DutyKind;
  readonly ground: WaiverGround;
  readonly reason: WaiverReason;
  /** Pseudonym of who proposed it. */
  readonly proposedBy: string;
}
/** Nobody told the recipient of an erasure while it could be done: it is impossible from here on. */
export interface DutyLapsed {
  readonly duty: Uuid;
  readonly of: DutyKind;
}
/** Nothing reads any more what was sealed for a duty. `epoch`: as in DataErased, of the duty's key. */
export interface DutyKeyEnded {
  readonly duty: Uuid;
  readonly epoch: number;
}

export interface DutyEventData {
  TellingPrepared: TellingPrepared;
  RecipientTold: RecipientTold;
  RecipientConfirmed: RecipientConfirmed;
  TellingFailed: TellingFailed;
  WaiverProposed: WaiverProposed;
  DutyWaived: DutyWaived;
  DutyLapsed: DutyLapsed;
  DutyKeyEnded: DutyKeyEnded;
}

export const DUTY_EVENTS: EventShapes<keyof DutyEventData> = {
  TellingPrepared: firstVersion,
  RecipientTold: [withoutWhatCame],
  RecipientConfirmed: firstVersion,
  TellingFailed: firstVersion,
  WaiverProposed: firstVersion,
  DutyWaived: firstVersion,
  DutyLapsed: firstVersion,
  DutyKeyEnded: firstVersion,
};

/** Owner of the keys of a subject's duties. Each has its own: purpose `telling`, and the duty's id as its period. */
export function tellingOwner(subject: Uuid): string {
  return `telling:${subject}`;
}
export const TELLING = 'telling';
