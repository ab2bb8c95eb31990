import type { Purpose } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import type { AllHeld, SubjectOutcome, SubjectYields } from '#libs/features/subjects';
import type { KeyOfOwner, KeyRef } from '#libs/vault';

type Written = 'DataResealed' | 'ErasureBegun' | 'TellingPrepared';

/** What a decision to erase answers; an empty list: nothing changes. Its events are the subject's own. */
export type ErasureYields<T extends Written | 'DataErased' | 'SubjectErased' = Written> = SubjectYields<T>;

/** What a command to erase comes to. */
export type ErasureOutcome = SubjectOutcome<Written>;

/** A purpose by the id that values were recorded under, by its name the present or the last one. */
export type Rules = (purpose: string) => Purpose | undefined;

/** What decisions to erase are made in. */
export interface ErasureContext extends Given {
  readonly rules: Rules;
  /** Keys that the keyring has of the subject. */
  readonly keys: readonly KeyOfOwner[];
  /** For how long earlier values of what was corrected are kept, by the catalogue in force; absent: they have no end of their own. */
  readonly corrected?: string | undefined;
  /** Keys of the pseudonyms that the subject acted under; of a whole erasure alone. */
  readonly actors: readonly KeyRef[];
  /** All that is held, current and earlier: what stays of it is sealed anew. Of what erases a part of an envelope alone. */
  readonly held: Pick<AllHeld, 'versions' | 'references'>;
}

/** Why what has come to its end is not erased yet; what is restricted is stored until that is lifted (Art. 18(2)). */
const WAITS: ReadonlySet<string> = new Set(['subject-restricted', 'transfer-under-way', 'kept-by-law']);

/** Whether it says that what has come to its end has to wait. */
export function isWaiting(error: unknown): boolean {
  return error instanceof DomainError && WAITS.has(error.code);
}

/** Lets pass that what has come to its end has to wait. @throws whatever else it is given */
export function allowWaiting(error: unknown): void {
  if (!isWaiting(error)) throw error;
}
