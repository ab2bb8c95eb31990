import { purposeOf, type Catalogue, type Purpose } from '#libs/catalogue';
import { decided, type RunOutcome, type Unsealed, type Yields } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import type { MediationEventData, MediationEventType } from './events';
import type { MediationState } from './state';

/** What a decision of this feature answers; an empty list: nothing changes. */
export type MediationYields<T extends MediationEventType> = Yields<MediationEventData, T>;

/** What a command of this feature comes to. */
export type MediationOutcome<T extends MediationEventType> = RunOutcome<
  MediationState,
  Pick<MediationEventData, T>
>;

export function event<T extends MediationEventType>(
  type: T,
  data: Unsealed<MediationEventData[T]>,
): { type: T; data: Unsealed<MediationEventData[T]> } {
  return decided<MediationEventData, T>(type, data);
}

export const PURPOSE = 'mediation';

/** The purpose that mediation is for (P15), as the catalogue has it now. */
export function mediationPurpose(catalogue: Catalogue): Purpose {
  const purpose = purposeOf(catalogue, PURPOSE);
  if (!purpose) throw new DomainError('purpose-unknown');
  return purpose;
}

export function requireThere(state: MediationState): void {
  if (state.thirdParty === undefined) throw new DomainError('not-found');
}

/** A mediation that is there and of which something is still to be decided. */
export function requireGoingOn(state: MediationState): void {
  requireThere(state);
  if (state.status !== 'open') throw new DomainError('mediation-ended');
}
