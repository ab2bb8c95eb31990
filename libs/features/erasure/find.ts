import type { CommandRunner } from '#libs/commands';
import { subjectStreamOf, type Erasure, type SubjectState } from '#libs/features/subjects';
import { DomainError, type Uuid } from '#libs/kernel';

/** @throws DomainError `not-found` */
export async function findErasure(
  runner: Pick<CommandRunner, 'load'>,
  subject: Uuid,
  erasure: Uuid,
): Promise<Erasure> {
  const { state } = await runner.load(subjectStreamOf(subject));
  return requireErasure(state, erasure);
}

/** @throws DomainError `not-found` */
export function requireErasure(state: SubjectState, erasure: Uuid): Erasure {
  const it = state.erasures[erasure];
  if (!it) throw new DomainError('not-found');
  return it;
}
