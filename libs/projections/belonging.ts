import type { Client, Pool } from 'pg';
import { comparePositions, type EventStore, type Position } from '#libs/event-store';

/** The read models' positions mean nothing in the log that is there now. */
export class ReadModelsOfAnotherLog extends Error {
  constructor(what: string) {
    super(
      `the read models in DATABASE_URL belong to ${what}: their positions mean nothing here. ` +
        'If the log was moved or copied, give the service a new, empty database for DATABASE_URL and DATABASE_ADMIN_URL: ' +
        'the read models begin anew from the log. Else EVENTSTORE_URL or DATABASE_URL names the wrong one (docs/operations.md, "Moving the log").',
    );
  }
}

type Log = Pick<EventStore, 'logId' | 'mark'>;

/**
 * Makes sure that the read models follow this log and this copy of it. Those that belong to none yet, as a new database's
 * or those of a version that did not write it down, belong to it from now on.
 * @throws ReadModelsOfAnotherLog
 */
export async function claimReadModels(db: Pool, log: Log): Promise<void> {
  await db.query('insert into read_models (log, mark) values ($1, $2) on conflict do nothing', [
    log.logId,
    log.mark,
  ]);
  await assertReadModelsOf(db, log);
}

/** @throws ReadModelsOfAnotherLog */
export async function assertReadModelsOf(db: Pool | Client, log: Log): Promise<void> {
  const stranger = await readModelsStranger(db, log);
  if (stranger !== undefined) throw new ReadModelsOfAnotherLog(stranger);
}

/** What the read models belong to, where it is not this log. */
export async function readModelsStranger(
  db: Pool | Client,
  { logId, mark }: Log,
): Promise<string | undefined> {
  const { rows } = await db.query<{ log: string; mark: string }>('select log, mark from read_models');
  const [owner] = rows;
  if (!owner || (owner.log === logId && owner.mark === mark)) return undefined;
  return owner.log === logId
    ? `another copy of log ${logId}`
    : `log ${owner.log}, and the log here is ${logId}`;
}

/** The last event that any read model has seen, and how far it was looked for others. */
export async function lastSeen(
  db: Pool,
): Promise<{ readonly event: Position; readonly upTo: Position } | undefined> {
  const { rows } = await db.query<{ event: Position; up_to: Position }>(
    'select last_event as event, position as up_to from checkpoints where last_event is not null',
  );
  const [furthest] = rows.sort((a, b) => comparePositions(b.up_to, a.up_to));
  return furthest && { event: furthest.event, upTo: furthest.up_to };
}
