import type { Position } from '#libs/event-store';
import { DomainError, isUuid, type Uuid } from '#libs/kernel';
import { InvalidRequest } from './invalid';

const POSITION = /^[0-9]{1,20}(\/[0-9]{1,20})?$/;

/** The opaque token for a position of a log: it names the log, so that a foreign one is told. */
export function positionToken(logId: Uuid, position: Position): string {
  return Buffer.from(`${logId} ${position}`, 'latin1').toString('base64url');
}

/**
 * The position that a token stands for.
 * @throws DomainError `foreign-position` for a token of another log; InvalidRequest for what is no token
 */
export function positionOf(logId: Uuid, token: string): Position {
  const [log, position, rest] = Buffer.from(token, 'base64url').toString('latin1').split(' ');
  if (!log || !isUuid(log) || !position || !POSITION.test(position) || rest !== undefined) {
    throw new InvalidRequest('invalid-request', [{ parameter: 'position', rule: 'pattern' }]);
  }
  if (log !== logId) throw new DomainError('foreign-position');
  return position;
}
