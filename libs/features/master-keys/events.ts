import { firstVersion, type EventShapes } from '#libs/event-store';

/** Events of the stream `epochs` ★: what became of the epochs of the master key (ADR 0026). Nothing in them is personal. */

/** From here on nothing is wrapped under an older epoch, whatever copy of the keyring is restored: a start applies it. */
export interface EpochActivated {
  readonly epoch: number;
}

/** No row of the keyring needs the epoch any more, and it was taken out of the secrets file. */
export interface EpochRetired {
  readonly epoch: number;
}

/** A first officer states that the epoch is destroyed in every copy: of the secrets file, and of what holds it. */
export interface EpochDestructionStated {
  readonly epoch: number;
}

/** A second officer has stated the same: what was erased under the epoch is irrecoverable as far as it goes. */
export interface EpochDestroyed {
  readonly epoch: number;
  /** Pseudonym of the officer who stated it first. */
  readonly statedBy: string;
}

export interface EpochEventData {
  EpochActivated: EpochActivated;
  EpochRetired: EpochRetired;
  EpochDestructionStated: EpochDestructionStated;
  EpochDestroyed: EpochDestroyed;
}

export type EpochEventType = keyof EpochEventData;

export const EPOCH_EVENTS: EventShapes<EpochEventType> = {
  EpochActivated: firstVersion,
  EpochRetired: firstVersion,
  EpochDestructionStated: firstVersion,
  EpochDestroyed: firstVersion,
};

export const EPOCH_STREAM = 'epochs';
