import { decided, type RunOutcome, type Unsealed, type Yields } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import type { PassedEventData, PassedEventType } from './events';
import type { Passing, PassingsState } from './state';

/** What a decision of this feature answers; an empty list: nothing changes. */
export type PassingYields<T extends PassedEventType> = Yields<PassedEventData, T>;

/** What a command of this feature comes to. */
export type PassingOutcome<T extends PassedEventType> = RunOutcome<PassingsState, Pick<PassedEventData, T>>;

export function event<T extends PassedEventType>(
  type: T,
  data: Unsealed<PassedEventData[T]>,
): { type: T; data: Unsealed<PassedEventData[T]> } {
  return decided<PassedEventData, T>(type, data);
}

/** @throws DomainError `not-found` */
export function required(state: PassingsState, passing: Uuid): Passing {
  const found = state.passings[passing];
  if (!found) throw new DomainError('not-found');
  return found;
}
