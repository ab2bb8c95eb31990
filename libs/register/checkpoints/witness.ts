import type { Pool } from 'pg';
import type { Checkpoint, Witnessed } from './table';

/**
 * Somebody or something apart from the database that remembers what was signed. One that cannot be reached holds nothing up: it
 * is tried again, and everybody sees it.
 */
export interface Witness {
  /** By which it is told apart; no password is in it. */
  readonly name: string;
  /**
   * The newest checkpoint that it knows of an origin.
   * @param empty a signed checkpoint of the empty tree, for one that has to be offered something; absent without a key
   */
  newest?(origin: string, empty: string | undefined): Promise<Known | undefined>;
  /**
   * Gives it a checkpoint. Answers what is kept: a cosignature's line, a time stamp's token; nothing, where it has none to give.
   * @throws WitnessRefuses when it knows another history
   */
  submit(checkpoint: Witnessed, prove: (from: bigint) => Promise<Buffer[]>): Promise<string | undefined>;
  /** Whether a line that was kept is what it says of a checkpoint; absent where it gives none. */
  holds?(checkpoint: Checkpoint, line: string): Promise<boolean>;
}

/** What somebody knows of a tree: root and note are absent where only the size is told. */
export interface Known {
  readonly origin: string;
  readonly size: bigint;
  readonly root?: Buffer;
  readonly note?: string;
}

/** A witness knows a checkpoint that the register does not go on from. */
export class WitnessRefuses extends Error {
  override readonly name = 'WitnessRefuses';

  constructor(readonly size: bigint) {
    super('the witness knows another history');
  }
}

/** A witness does not answer as it should. The code goes where operators see it. */
export class WitnessFails extends Error {
  override readonly name = 'WitnessFails';

  constructor(readonly code: string) {
    super(code);
  }
}

/** How a witness does, for health, doctor and metrics. */
export interface WitnessState {
  readonly name: string;
  /** Size of the newest checkpoint that it has. */
  readonly size?: string;
  readonly reachedAt?: string;
  readonly failures: number;
  readonly error?: string;
}

export async function witnessStates(db: Pool): Promise<WitnessState[]> {
  const { rows } = await db.query<{
    name: string;
    size: string | null;
    reached_at: Date | null;
    failures: number;
    error: string | null;
  }>('select name, size, reached_at, failures, error from register_witnesses order by name');
  return rows.map(({ name, size, reached_at: at, failures, error }) => ({
    name,
    failures,
    ...(size !== null && { size }),
    ...(at && { reachedAt: at.toISOString() }),
    ...(error !== null && { error }),
  }));
}

export async function noteReached(db: Pool, name: string, size: bigint, at: Date): Promise<void> {
  await db.query(
    `insert into register_witnesses (name, size, reached_at, tried_at) values ($1, $2, $3, $3)
     on conflict (name) do update set size = excluded.size, reached_at = $3, tried_at = $3, failures = 0, error = null`,
    [name, size, at],
  );
}

export async function noteFailed(db: Pool, name: string, error: string, at: Date): Promise<void> {
  await db.query(
    `insert into register_witnesses (name, tried_at, failures, error) values ($1, $3, 1, $2)
     on conflict (name) do update set tried_at = $3, failures = register_witnesses.failures + 1, error = $2`,
    [name, error, at],
  );
}
