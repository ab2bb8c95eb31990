import type { Uuid } from '#libs/kernel';
import type { Criteria, Part } from './criteria';
import type { AffectedDetermined } from './events';

/** Pseudonyms, each once, in their order. */
export interface AffectedPersons {
  readonly touched: readonly Uuid[];
  /** Absent where the criteria say nothing of what is held. */
  readonly held?: readonly Uuid[];
}

/** What is on record of whom a breach affects. */
export type Determination = Pick<AffectedDetermined, 'criteria' | 'size' | 'touched' | 'held'>;

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
  abstract recorded(determination: Determination): Promise<AffectedPersons>;

  /**
   * Those of a list on record who may know at a time why they are on it (P16): everybody but who is on it by nothing else
   * than what an order forbids to tell them of.
   * @param subject of this person alone
   * @throws DomainError `affected-differs`, `projection-behind`
   */
  abstract knowing(
    determination: Determination,
    part: Part,
    at: Date,
    subject?: Uuid,
  ): Promise<readonly Uuid[]>;
}
