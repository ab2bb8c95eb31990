import { noEntries, type EntryFunctions } from '#libs/register';
import type { FenceEventData } from './events';

/** Fences are told by what caused them, in the stream of whom it is about. */
export const fenceEntries: EntryFunctions<FenceEventData> = { KeysFenced: noEntries };
