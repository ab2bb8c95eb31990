import { mayAct, type Catalogue } from '#libs/catalogue';
import { requireClient } from '#libs/commands';
import type { Actor } from '#libs/event-store';
import { DomainError, type Day, type Uuid } from '#libs/kernel';
import {
  dutiesOf,
  malformed,
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

/** P04, P10: a client tells those alone with whom the catalogue lets it share. @throws DomainError `client-not-allowed` */
export function requireClientOf({ purpose, recipient }: Duty, catalogue: Catalogue, actor: Actor): void {
  requireClient(catalogue, actor, { purposes: [purpose], recipient });
}

/** A duty of this subject that whoever acts may act on. @throws DomainError `not-found`, `client-not-allowed` */
export function requireOwnDuty(state: SubjectState, id: Uuid, catalogue: Catalogue, actor: Actor): Duty {
  const duty = requireDuty(state, id);
  requireClientOf(duty, catalogue, actor);
  return duty;
}

/** What was sealed to tell of an erasure ends with its last day, whatever was told before. @throws DomainError `telling-impossible` */
export function requireInTime({ until }: Duty, today: Day): void {
  if (until !== undefined && until < today) throw new DomainError('telling-impossible');
}

/** Of an erased subject nothing new is sealed but under the key of an erasure’s duty, which ends. @throws DomainError `malformed-value` */
export function requireReferenceKey(
  { erasure }: Pick<SubjectState, 'erasure'>,
  { kind }: Duty,
  reference: string | undefined,
): void {
  if (reference !== undefined && kind !== 'erasure' && erasure !== 'none')
    throw malformed({ pointer: '/reference', rule: 'subject-erased' });
}

/** Whether somebody is shown a duty: a client those alone that it may tell of. */
export function mayTell(
  catalogue: Catalogue,
  { role, id }: Actor,
  duty: Pick<Duty, 'purpose' | 'recipient'>,
): boolean {
  return role !== 'service' || mayAct(catalogue, id, duty.purpose, duty.recipient);
}
