import { decided, type RunOutcome, type Unsealed, type Yields } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import type { SigningEventData, SigningEventType } from './events';
import { activeKey, type KnownKey, type SigningState } from './state';

/** What a decision of this feature answers; an empty list: nothing changes. */
export type SigningYields<T extends SigningEventType> = Yields<SigningEventData, T>;

/** What a command of this feature comes to. */
export type SigningOutcome<T extends SigningEventType> = RunOutcome<SigningState, Pick<SigningEventData, T>>;

/** A key that was made. `key`: its id; `vkey`: as verifiers take it. */
export interface NewKey {
  readonly key: string;
  readonly vkey: string;
}

/** What was found, as the register says it. */
export interface FoundFork {
  readonly origin: string;
  readonly since: Date;
  readonly sound: bigint;
  readonly signed: bigint;
  readonly place: string;
}

export function event<T extends SigningEventType>(
  type: T,
  data: Unsealed<SigningEventData[T]>,
): { type: T; data: Unsealed<SigningEventData[T]> } {
  return decided<SigningEventData, T>(type, data);
}

/** The key that signs. @throws DomainError `not-signing` */
export function requireSigning(state: SigningState): KnownKey {
  const key = activeKey(state);
  if (!key) throw new DomainError('not-signing');
  return key;
}

/** @throws DomainError `signing-key-exists` while another signs */
export function requireNoneSigns(state: SigningState): void {
  if (activeKey(state)) throw new DomainError('signing-key-exists');
}
