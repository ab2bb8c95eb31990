import type { Uuid } from '#libs/kernel';
import type { Criteria } from './criteria';
import type { AffectedDetermined } from './events';

/** Pseudonyms, each once, in their order. */
export interface AffectedPersons {
  readonly touched: readonly Uuid[];
  /** Absent where the criteria say nothing of what is held. */
  readonly held?: readonly Uuid[];
}

/** Finds whom a breach affects, by the register as it was at a size: the same for ever. */
export abstract class Affected {
  /**
   * The size that is asked for; without one, that of the register with all that the log holds now.
   * @throws DomainError `beyond-the-register`, `projection-behind`
   */
  abstract size(asked: number | undefined): Promise<number>;

  abstract of(criteria: Criteria, size: number): Promise<AffectedPersons>;

  /**
   * What is on record, as the register gives it.
   * @throws DomainError `affected-differs` where the register does not give it any more
   */
  abstract recorded(
    determination: Pick<AffectedDetermined, 'criteria' | 'size' | 'touched' | 'held'>,
  ): Promise<AffectedPersons>;
}
