import type { ClientBase, Pool } from 'pg';
import type { Position } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { Failure, ProjectionState } from './types';

/** The checkpoint is not where this writer left it: another one is at work, and this one must stop. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

interface Row {
  projection: string;
  position: string | null;
  status: ProjectionState['status'];
  failed_event: string | null;
  failed_type: string;
  failed_position: string;
  failed_error: string | null;
  failed_cause: string | null;
}

const COLUMNS =
  'projection, position, status, failed_event, failed_type, failed_position, failed_error, failed_cause';

const NO_FAILURE = `failed_event = null, failed_type = null, failed_position = null, failed_error = null,
  failed_cause = null, failed_at = null`;

/** Where a checkpoint was left, and where it goes. */
export interface CheckpointMove {
  readonly from: Position | null;
  readonly to: Position;
  /** Position of the last event between; absent: there was none; null: not known. */
  readonly last?: Position | null | undefined;
  /** Event that it is written to stand at, as far as the caller knows. */
  readonly standsAt?: Uuid | undefined;
}

/** States of all projections that ever ran, for health, metrics and the operator. */
export async function projectionStates(db: Pool | ClientBase): Promise<ProjectionState[]> {
  const found = await db.query<Row>(`select ${COLUMNS} from checkpoints order by projection`);
  return found.rows.map(stateOf);
}

export async function projectionState(db: Pool | ClientBase, name: string): Promise<ProjectionState> {
  const found = await db.query<Row>(`select ${COLUMNS} from checkpoints where projection = $1`, [name]);
  return found.rows[0] ? stateOf(found.rows[0]) : { name, position: null, status: 'running' };
}

/** The checkpoint to start from; its row is made when there is none. */
export async function loadCheckpoint(db: Pool | ClientBase, name: string): Promise<ProjectionState> {
  await db.query('insert into checkpoints (projection) values ($1) on conflict do nothing', [name]);
  return projectionState(db, name);
}

/**
 * States of the named projections, whose rows are held until the transaction ends: no worker commits anything of them
 * meanwhile. In the order of their names, so that two who hold several wait for each other in turn.
 */
export async function heldStates(tx: ClientBase, names: readonly string[]): Promise<ProjectionState[]> {
  const found = await tx.query<Row>(
    `select ${COLUMNS} from checkpoints where projection = any($1) order by projection for update`,
    [names],
  );
  return found.rows.map(stateOf);
}

/**
 * Moves the checkpoint by compare-and-set. Called first in a transaction, it holds the row until the end:
 * who comes second waits, finds the row moved and is fenced. So is who does not know at which event the projection
 * stands: what was decided of that event is not known to them either. The commit does not wait for the disk: what a
 * crash takes back follows from the log again (ADR 0017). A transaction of a projection says so from its beginning; the
 * statement says it again for a move outside of one, which is a commit of its own.
 * @throws Fenced
 */
export async function moveCheckpoint(
  db: Pool | ClientBase,
  name: string,
  { from, to, last, standsAt }: CheckpointMove,
): Promise<void> {
  const moved = await db.query({
    name: 'checkpoint-move',
    text: `update checkpoints set position = $3, moved_at = now(), last_event = case when $5 then null else coalesce($4, last_event) end,
             status = case status when 'failed' then 'running' else status end, ${NO_FAILURE}
           from (select set_config('synchronous_commit', 'off', true)) as no_wait
           where projection = $1 and position is not distinct from $2 and failed_event is not distinct from $6`,
    values: [name, from, to, last ?? null, last === null, standsAt ?? null],
  });
  if (moved.rowCount !== 1) throw new Fenced(`checkpoint of ${name} was moved by another`);
}

/** It goes on from here, whatever stood in the way that was no event. */
export async function clearFailure(db: Pool | ClientBase, name: string, at: Position | null): Promise<void> {
  await db.query(
    `update checkpoints set status = 'running', ${NO_FAILURE}
      where projection = $1 and position is not distinct from $2 and status = 'failed' and failed_event is null`,
    [name, at],
  );
}

/** Says why the projection stands still. @throws Fenced */
export async function markFailed(
  db: Pool | ClientBase,
  name: string,
  at: Position | null,
  failure: Failure,
): Promise<void> {
  const marked = await db.query(
    `update checkpoints set status = 'failed', failed_event = $3, failed_type = $4, failed_position = $5,
       failed_error = $6, failed_cause = $7, failed_at = now()
     where projection = $1 and position is not distinct from $2`,
    [
      name,
      at,
      failure.at?.event ?? null,
      failure.at?.type ?? null,
      failure.at?.position ?? null,
      failure.error,
      failure.cause ?? null,
    ],
  );
  if (marked.rowCount !== 1) throw new Fenced(`checkpoint of ${name} was moved by another`);
}

function stateOf(row: Row): ProjectionState {
  return {
    name: row.projection,
    position: row.position,
    status: row.status,
    ...(row.failed_error === null ? {} : { failure: failureOf(row, row.failed_error) }),
  };
}

function failureOf(row: Row, error: string): Failure {
  const { failed_event: event, failed_type: type, failed_position: position, failed_cause: cause } = row;
  return {
    ...(event === null ? {} : { at: { event, type, position } }),
    error,
    ...(cause === null ? {} : { cause }),
  };
}
