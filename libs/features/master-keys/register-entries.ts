import { noEntries, type EntryFunctions } from '#libs/register';
import type { EpochEventData } from './events';

/** That an epoch is destroyed is what makes erasures irrecoverable: both statements are in the register, with who made them. */
export const epochEntries: EntryFunctions<EpochEventData> = {
  EpochActivated: noEntries,
  EpochRetired: noEntries,
  EpochDestructionStated: ({ epoch }) => [
    { kind: 'master-key-destruction-stated', about: { epoch: String(epoch) } },
  ],
  EpochDestroyed: ({ epoch, statedBy }) => [
    { kind: 'master-key-destroyed', about: { epoch: String(epoch), statedBy } },
  ],
};
