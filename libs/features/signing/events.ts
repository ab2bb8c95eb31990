import { firstVersion, type EventShapes } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';

/**
 * Events of `signing` ★: who signs checkpoints of the register, with which keys. Key ids, public keys, sizes and roots only.
 * `key`: eight hexadecimal digits; `vkey`: a verifier key of C2SP signed-note; sizes are decimal text, roots base64.
 */

/** The first key of a log, or one after the last was retired. */
export interface SigningKeyMade {
  readonly origin: string;
  readonly key: string;
  readonly vkey: string;
  /** The installation that may sign. */
  readonly signer: Uuid;
}

/** A key took the place of another, which signed its last checkpoint at the size `until`. */
export interface SigningKeyRotated {
  readonly origin: string;
  readonly key: string;
  readonly vkey: string;
  readonly replaces: string;
  readonly until: string;
}

export interface SigningKeyRetired {
  readonly origin: string;
  readonly key: string;
  readonly until: string;
}

/** Another installation, or another place of the same, may sign from here on, and the one of before may not. */
export interface SignerMoved {
  readonly signer: Uuid;
}

/** An officer put on record that the register does not go on from what was signed. */
export interface RegisterForkRecorded {
  readonly incident: Uuid;
  readonly origin: string;
  /** RFC 3339. */
  readonly since: string;
  /** Up to this size the register is what was signed. */
  readonly sound: string;
  /** Size of the checkpoint that it does not go on from, and who has it. */
  readonly signed: string;
  readonly place: string;
}

/** A second officer began a new origin, which names the last checkpoint of the old one. */
export interface OriginBegun {
  readonly incident: Uuid;
  readonly origin: string;
  readonly key: string;
  readonly vkey: string;
  readonly previous: { readonly origin: string; readonly size: string; readonly root: string };
}

export interface SigningEventData {
  SigningKeyMade: SigningKeyMade;
  SigningKeyRotated: SigningKeyRotated;
  SigningKeyRetired: SigningKeyRetired;
  SignerMoved: SignerMoved;
  RegisterForkRecorded: RegisterForkRecorded;
  OriginBegun: OriginBegun;
}

export type SigningEventType = keyof SigningEventData;

export const SIGNING_EVENTS: EventShapes<SigningEventType> = {
  SigningKeyMade: firstVersion,
  SigningKeyRotated: firstVersion,
  SigningKeyRetired: firstVersion,
  SignerMoved: firstVersion,
  RegisterForkRecorded: firstVersion,
  OriginBegun: firstVersion,
};

export const SIGNING_STREAM = 'signing';
