import type { CommandRunner } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import { isUpheld, subjectStreamOf } from '#libs/features/subjects';
import type { LetterName } from './codes';
import type { Execution, RequestState } from './state';

/** What a step of a request asks of its subject's own stream. */
type Runner = Pick<CommandRunner, 'load'>;

/**
 * What must have happened to the subject before a letter may say so: data was erased once no path reads it any more,
 * when the fences of all keys stand; processing has stopped while its objection stands upheld (Art. 21).
 */
export async function requireTrueOfSubject(
  runner: Runner,
  { subject, executions }: Pick<RequestState, 'subject' | 'executions'>,
  letter: LetterName,
): Promise<void> {
  const all = Object.values(executions);
  const says = letter === 'objection-done' || (letter === 'erasure-done' && all.some(isErasure));
  if (!says || subject === undefined) return;
  const { state } = await runner.load(subjectStreamOf(subject));
  const unfenced = Object.values(state.erasures).some(({ fenced }) => !fenced);
  if (all.some(isErasure) && unfenced) throw new DomainError('erasure-under-way');
  // Of whom nothing is held any more, nothing is processed.
  if (letter !== 'objection-done' || state.erasure !== 'none') return;
  const done = all.filter(({ status }) => status === 'done');
  const stopped = done.every(({ purpose }) => purpose !== undefined && isUpheld(state, purpose));
  if (!stopped) throw new DomainError('letter-not-true', { letter });
}

function isErasure({ act }: Execution): boolean {
  return act === 'erase';
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
