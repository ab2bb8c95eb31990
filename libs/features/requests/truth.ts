import { DomainError, type Uuid } from '#libs/kernel';
import {
  dutiesOf,
  isUpheld,
  unsettledOf,
  type Duties,
  type Duty,
  type SubjectState,
} from '#libs/features/subjects';
import { DONE_LETTER, type LetterName } from './codes';
import { isCarriedOut, type Registered } from './guards';
import type { Execution, RequestState } from './state';

/** What must have happened before a letter may say so. */
export function requireTrue(state: Registered, letter: LetterName, hasText: boolean): void {
  if (!isTrue(state, letter, hasText)) throw new DomainError('letter-not-true', { letter });
}

function isTrue(state: Registered, letter: LetterName, hasText: boolean): boolean {
  switch (letter) {
    case 'confirmation':
      return true;
    case 'confirmation-asked':
      return state.confirmation !== 'not-asked';
    case 'proof-asked':
      return state.proof !== undefined;
    case 'extension':
      return state.extension !== undefined;
    case 'refusal':
      return state.refusal !== undefined;
    case 'nothing-held':
      return state.subject === undefined && (state.kind === 'access' || state.kind === 'portability');
    case 'question-answer':
      return state.kind === 'question' && hasText;
    case 'access-answer':
    case 'portability-answer':
    case 'rectification-done':
    case 'erasure-done':
    case 'restriction-done':
    case 'objection-done':
      return DONE_LETTER[state.kind] === letter && isCarriedOut(state);
  }
}

/** Whether a letter says something of its subject's own stream. */
export function saysOfSubject(letter: LetterName, { executions }: Pick<RequestState, 'executions'>): boolean {
  return (
    letter === 'objection-done' ||
    letter === 'access-answer' ||
    letter === 'portability-answer' ||
    (letter === 'erasure-done' && Object.values(executions).some(isErasure))
  );
}

/**
 * What must have happened to the subject before a letter may say so: data was erased once no path reads it any more,
 * when the fences of all keys stand; processing has stopped while its objection stands upheld (Art. 21).
 * @param subject as its stream has it; undefined where the letter says nothing of it, or nobody is known
 */
export function requireTrueOfSubject(
  { executions }: Pick<RequestState, 'executions'>,
  letter: LetterName,
  subject: SubjectState | undefined,
): void {
  if (!subject || !saysOfSubject(letter, { executions })) return;
  if (letter === 'access-answer' || letter === 'portability-answer')
    return requireSettledMarks(unsettledOf(subject.ofOthers));
  const all = Object.values(executions);
  const unfenced = Object.values(subject.erasures).some(({ fenced }) => !fenced);
  if (all.some(isErasure) && unfenced) throw new DomainError('erasure-under-way');
  // Of whom nothing is held any more, nothing is processed.
  if (letter !== 'objection-done' || subject.erasure !== 'none') return;
  const done = all.filter(({ status }) => status === 'done');
  const stopped = done.every(({ purpose }) => purpose !== undefined && isUpheld(subject, purpose));
  if (!stopped) throw new DomainError('letter-not-true', { letter });
}

/**
 * What concerns others too is weighed before a request for access or portability is answered (Art. 15(4), 20(4)).
 * @param marks on which no officer has decided
 */
export function requireSettledMarks(marks: readonly Uuid[]): void {
  if (marks.length > 0) throw new DomainError('other-person-unsettled', { marks });
}

/**
 * The duties to tell recipients of what a request came to (Art. 19) that a letter may speak of: whoever never got anything,
 * cannot be told or need not be, does not hear of it.
 * @param at as they stood then; now, where left out
 */
export function whoHears(
  subject: Pick<SubjectState, 'marks' | 'erasures'>,
  request: Uuid,
  at?: string,
): Duty[] {
  const duties = dutiesOf(subject, at);
  return duties
    .all()
    .filter(({ requests, erasure }) =>
      erasure === undefined ? requests.includes(request) : subject.erasures[erasure]?.request === request,
    )
    .filter(duty => hears(duty, duties));
}

/** Of what a later duty took over the recipient hears with that one, if it does. */
function hears(duty: Duty, duties: Duties): boolean {
  const all = new Map([[duty.duty, duty]]);
  for (const each of all.values()) {
    if (hearsOfItself(each)) return true;
    for (const by of each.takenOverBy ?? []) all.set(by, duties.find(by)!);
  }
  return false;
}

/** With the newest values whoever has them knows of a correction; of an erasure they tell nothing. */
function hearsOfItself({ kind, status }: Duty): boolean {
  if (status === 'shared') return kind === 'correction';
  return status === 'open' || status === 'told' || status === 'confirmed';
}

function isErasure({ act }: Execution): boolean {
  return act === 'erase';
}
