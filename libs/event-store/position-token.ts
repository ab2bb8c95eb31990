import { DomainError, type Uuid } from '#libs/kernel';
import type { Position } from './port';

const TOKEN = /^[A-Za-z0-9_-]{1,120}$/;
const NUMBER = '(?:0|[1-9][0-9]{0,19})';
const CONTENT = new RegExp(`^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(${NUMBER}(?:/${NUMBER})?)$`);

/** A position as callers see it: opaque, and good for this log only. */
export function encodeToken(logId: Uuid, position: Position): string {
  return Buffer.from(`${logId}:${position}`, 'latin1').toString('base64url');
}

/**
 * The position in a token that this log gave.
 * @throws DomainError `foreign-position` for another log's token, `invalid-request` for what is no token
 */
export function decodeToken(logId: Uuid, token: string): Position {
  const content = TOKEN.test(token) ? CONTENT.exec(Buffer.from(token, 'base64url').toString('latin1')) : null;
  const [, log, position] = content ?? [];
  // Encoded anew it must be the same: one position has one token.
  if (!log || !position || encodeToken(log, position) !== token || !fits(position)) {
    throw new DomainError('invalid-request', { errors: ['position: not a position token'] });
  }
  if (log !== logId) throw new DomainError('foreign-position');
  return position;
}

/** Engines count in 64 bits, signed. */
function fits(position: Position): boolean {
  return position.split('/').every(part => BigInt(part) < 2n ** 63n);
}
