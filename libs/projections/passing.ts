import type { Pool } from 'pg';
import type { Uuid } from '#libs/kernel';
import { heldStates } from './checkpoint';
import { inTransaction } from './transaction';
import type { ProjectionState } from './types';

/**
 * What officers have decided of events that projections stand at. It is read from the log, so that every process, a
 * rebuild and a copy pass over the same events, also where the decision is later in the log than the event.
 */
export interface PassingDecisions {
  /** Events that a projection passes over: nothing of them is applied. */
  passed(projection: string): ReadonlySet<Uuid>;
  /** Those of them of which something is missing still. */
  wanting(projection: string): ReadonlySet<Uuid>;
  /** Events of which a proposal stands: until it is decided, the projection does not try them again. */
  proposed(projection: string): ReadonlySet<Uuid>;
}

/** Reads what is decided by now. */
export type ReadDecisions = () => Promise<PassingDecisions>;

const NONE: ReadonlySet<Uuid> = new Set();
export const NOTHING_DECIDED: PassingDecisions = {
  passed: () => NONE,
  wanting: () => NONE,
  proposed: () => NONE,
};
export const nothingDecided: ReadDecisions = () => Promise.resolve(NOTHING_DECIDED);

/** Does something while no worker commits anything of these projections, knowing where they are. */
export function whileHeld<T>(
  pool: Pool,
  projections: readonly string[],
  work: (states: readonly ProjectionState[]) => Promise<T>,
): Promise<T> {
  return inTransaction(pool, async tx => work(await heldStates(tx, projections)));
}
