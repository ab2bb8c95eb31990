import type { CommandRunner } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import { subjectStreamOf } from '#libs/subjects';
import type { LetterName } from './codes';
import type { RequestState } from './state';

/** What a step of a request asks of its subject's own stream. */
type Runner = Pick<CommandRunner, 'load'>;

/** A letter says that data was erased once no path reads it any more: when the fences of all keys stand. */
export async function requireErased(
  runner: Runner,
  { subject, executions }: Pick<RequestState, 'subject' | 'executions'>,
  letter: LetterName,
): Promise<void> {
  const says = letter === 'erasure-done' || letter === 'objection-done';
  if (!says || subject === undefined || !Object.values(executions).some(({ act }) => act === 'erase')) return;
  const { erasures } = (await runner.load(subjectStreamOf(subject))).state;
  if (Object.values(erasures).some(({ fenced }) => !fenced)) throw new DomainError('erasure-under-way');
}

/** Processing stands still for an objection until it is decided upon, however its request ends. */
export async function requireSettled(runner: Runner, { id, subject, kind }: RequestState): Promise<void> {
  if (kind !== 'objection' || subject === undefined) return;
  const { objections } = (await runner.load(subjectStreamOf(subject))).state;
  const pending = Object.values(objections).some(
    ({ request, status }) => request === id && status === 'pending',
  );
  if (pending) throw new DomainError('objection-pending');
}
