import { purposeOf, type Catalogue, type Purpose } from '#libs/catalogue';
import { decided, type Outcome, type Unsealed, type Yields } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import type { AccessEventData, AccessEventType } from './events';

/** What a decision of this feature answers. Its streams are written and never decided upon: they have no state. */
export type AccessYields<T extends AccessEventType> = Yields<AccessEventData, T>;

/** What a command of this feature comes to. */
export type AccessOutcome = Outcome;

export function event<T extends AccessEventType>(
  type: T,
  data: Unsealed<AccessEventData[T]>,
): { type: T; data: Unsealed<AccessEventData[T]> } {
  return decided<AccessEventData, T>(type, data);
}

/**
 * The purpose that a look is made for, as its caller states it (P09).
 * @throws DomainError `purpose-unknown`, `purpose-required` for a purpose that allows no looking
 */
export function requireLookingPurpose(catalogue: Catalogue, name: string): Purpose {
  const purpose = purposeOf(catalogue, name);
  if (!purpose) throw new DomainError('purpose-unknown');
  if (!purpose.look) throw new DomainError('purpose-required');
  return purpose;
}
