import { fieldsShown, purposeOf, type Catalogue, type Purpose } from '#libs/catalogue';
import { decided, type Outcome, type Unsealed, type Yields } from '#libs/commands';
import type { Actor } from '#libs/event-store';
import { isOpen, objectionTo, requireNoObjection, type SubjectState } from '#libs/features/subjects';
import { DomainError, type Day, type Refusal, type RefusalCondition } from '#libs/kernel';
import type { AccessEventData, AccessEventType } from './events';
import { lensOf, OWN, type Lens } from './lens';

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
 * The purpose that a look is made for, as its caller states it (P09), and what they are shown for it.
 * @throws DomainError `purpose-unknown`; `purpose-required` for a purpose that allows no looking; `look-not-allowed` where
 *   the catalogue does not let that role look for it, `client-not-allowed` that client
 */
export function requireLookingPurpose(
  catalogue: Catalogue,
  name: string,
  by: Actor,
): { readonly purpose: Purpose; readonly lens: Lens } {
  const purpose = purposeOf(catalogue, name);
  if (!purpose) throw new DomainError('purpose-unknown');
  if (!purpose.look) throw new DomainError('purpose-required', {}, lookRefusal(purpose, 'look-allowed'));
  if (by.role === 'customer') return { purpose, lens: OWN };
  const fields = fieldsShown(catalogue, purpose, by);
  if (!fields) {
    const [code, condition] =
      by.role === 'service'
        ? (['client-not-allowed', 'client-allowed'] as const)
        : (['look-not-allowed', 'look-allowed'] as const);
    throw new DomainError(code, { purpose: purpose.id }, lookRefusal(purpose, condition));
  }
  return { purpose, lens: lensOf(catalogue, purpose, fields) };
}

/**
 * P22: nothing is looked at for a purpose that is not open for this subject, or that it objected to (Art. 21). A legal duty,
 * such as to answer whoever asks, stands whatever runs; what has matters of its own is open while there is somebody.
 */
export function opensLook(state: SubjectState, purpose: Purpose, day: Day): boolean {
  if (objectionTo(state, purpose.id)) return false;
  const { legalDuty, matter } = purpose.opening;
  return legalDuty === true || (matter ? state.erasure === 'none' : isOpen(state, purpose, day));
}

/** @throws DomainError `purpose-objected`, `purpose-closed` */
export function requireOpenToLook(state: SubjectState, purpose: Purpose, day: Day): void {
  requireNoObjection(state, purpose);
  if (!opensLook(state, purpose, day))
    throw new DomainError('purpose-closed', { purpose: purpose.id }, lookRefusal(purpose, 'purpose-open'));
}

/** How a look that was refused stands on record (P09, P22). */
function lookRefusal({ id }: Purpose, condition: RefusalCondition): Refusal {
  return { reason: 'condition-unmet', purpose: id, condition };
}

/** @throws DomainError `look-not-allowed` for a purpose that does not need all that there is */
export function requireWhole({ purpose, lens }: ReturnType<typeof requireLookingPurpose>): void {
  if (!lens.whole)
    throw new DomainError('look-not-allowed', { purpose: purpose.id }, lookRefusal(purpose, 'look-allowed'));
}
