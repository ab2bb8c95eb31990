import { DomainError, type Uuid } from '#libs/kernel';
import {
  dutiesOf,
  type Duty,
  type DutyEventData,
  type SubjectOutcome,
  type SubjectState,
  type SubjectYields,
} from '#libs/features/subjects';

/** What a decision on a duty answers; an empty list: nothing changes. Its events are the subject's own. */
export type DutyYields<T extends keyof DutyEventData> = SubjectYields<T>;

/** What a command on a duty comes to. */
export type DutyOutcome<T extends keyof DutyEventData> = SubjectOutcome<T>;

/** A duty of this subject, of whatever status. @throws DomainError `not-found` */
export function requireDuty(state: SubjectState, id: Uuid): Duty {
  const duty = state.kind === undefined ? undefined : dutiesOf(state).find(id);
  if (!duty) throw new DomainError('not-found');
  return duty;
}

/** One of which the recipient still has to hear. @throws DomainError `duty-closed` with what it came to */
export function requireOpen({ status }: Duty): void {
  if (status !== 'open') throw new DomainError('duty-closed', { state: status });
}

/** One of which the recipient was told. @throws DomainError `recipient-not-told` */
export function requireTold({ status }: Duty): void {
  if (status !== 'told') throw new DomainError('recipient-not-told', { state: status });
}
