import { Type } from '@sinclair/typebox';
import { InvalidRequest } from '#libs/http';
import { described } from '#libs/http/schema';
import { DomainError } from '#libs/kernel';

/** Number of an entry or size of a tree: decimal text, so that none is rounded. */
export const SizeText = Type.String({
  $id: 'TreeSize',
  pattern: '^(0|[1-9][0-9]{0,18})$',
  description: 'Decimal text without leading zeroes; may pass 2^53.',
});

/** A hash, standard base64 as in C2SP notes and proofs. */
export const HashText = Type.String({
  $id: 'TreeHash',
  pattern: '^[A-Za-z0-9+/]{43}=$',
  description: 'SHA-256, standard base64.',
});

export const size = (description: string) => Type.Optional(described(SizeText, description));

/** @throws DomainError beyond-the-register */
export function within(text: string, head: bigint): bigint {
  const asked = BigInt(text);
  if (asked > head) throw new DomainError('beyond-the-register', { size: String(head) });
  return asked;
}

/** A parameter that breaks a rule that its form does not show. */
export function breaks(parameter: string, rule: string): InvalidRequest {
  return new InvalidRequest('invalid-request', [{ parameter, rule }]);
}

export function hashText(hash: Buffer): string {
  return hash.toString('base64');
}
