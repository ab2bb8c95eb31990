import { decided, type Outcome, type RunOutcome, type Unsealed, type Yields } from '#libs/commands';
import type { AuditEventData, AuditEventType } from './events';
import type { AuditsState } from './state';

/** What a decision of this feature answers; an empty list: nothing changes. */
export type AuditYields<T extends AuditEventType> = Yields<AuditEventData, T>;

/** What a command on an audit comes to. */
export type AuditOutcome<T extends AuditEventType> = RunOutcome<AuditsState, Pick<AuditEventData, T>>;

/** What the record of a look at the register comes to. */
export type ConsultationOutcome = Outcome;

export function event<T extends AuditEventType>(
  type: T,
  data: Unsealed<AuditEventData[T]>,
): { type: T; data: Unsealed<AuditEventData[T]> } {
  return decided<AuditEventData, T>(type, data);
}
