import { InvalidRequest } from '#libs/http';
import { textOf } from '#libs/http/schema';
import { DomainError, type Rule } from '#libs/kernel';

/** Number of an entry or size of a tree: decimal text, so that none is rounded. */
export const IsTreeSize = textOf('^(0|[1-9][0-9]{0,18})$', {
  named: 'TreeSize',
  description: 'Decimal text without leading zeroes; may pass 2^53.',
});

/** A hash, standard base64 as in C2SP notes and proofs. */
export const IsTreeHash = textOf('^[A-Za-z0-9+/]{43}=$', {
  named: 'TreeHash',
  description: 'SHA-256, standard base64.',
});

/** @throws DomainError beyond-the-register */
export function within(text: string, head: bigint): bigint {
  const asked = BigInt(text);
  if (asked > head) throw new DomainError('beyond-the-register', { size: String(head) });
  return asked;
}

/** A parameter that breaks a rule that its form does not show. */
export function breaks(parameter: string, rule: Rule): InvalidRequest {
  return new InvalidRequest('invalid-request', [{ parameter, rule }]);
}

export function hashText(hash: Buffer): string {
  return hash.toString('base64');
}
