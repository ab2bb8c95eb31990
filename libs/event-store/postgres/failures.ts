import { DatabaseError } from 'pg';

/**
 * SQLSTATE classes that say something of the server's state and nothing of what it was asked: transaction state (a standby
 * after a failover), rollback, resources (disk full), object in use (lock time-out), operator (shutdown, time-out), system.
 */
const STATE = /^(08|25|40|53|55|57|58)/;

/** The engine is not there or not able now; the same again may succeed. Nothing is known of a COMMIT on its way. */
export function isOutage(error: unknown): boolean {
  return !(error instanceof DatabaseError) || STATE.test(error.code ?? '');
}

/** SQLSTATE by which the log says that it was moved away. */
export const MOVED_AWAY = 'INZ01';

export function isMovedAway(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === MOVED_AWAY;
}

/** Bytes that are no text in UTF-8, or none that the database's own encoding has. */
export function isNoText(error: unknown): boolean {
  return error instanceof DatabaseError && ['22021', '22P05'].includes(error.code ?? '');
}

/** The server's disk is full. */
export function isFull(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '53100';
}

/** The session that met this error can go on: the server rolled the transaction back and says so. */
export function leavesSessionUsable(error: unknown): boolean {
  return error instanceof DatabaseError && ['55P03', '57014', '40001', '40P01'].includes(error.code ?? '');
}

/** What may be said of an error: the driver's message and detail quote values. */
export function safeCause(error: unknown): string {
  if (error instanceof DatabaseError) return `SQLSTATE ${error.code ?? 'unknown'}`;
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown';
}
