import { Type, type Static } from '@sinclair/typebox';
import { purposeOf, type Catalogue } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { brusselsDay, dayAfter, DomainError, type Day } from '#libs/kernel';
import { LANGUAGES } from '#libs/letters';
import { closed, oneOf } from '#libs/http/schema';
import {
  DONE_LETTER,
  EXTENSION_REASONS,
  LETTER_NAMES,
  LETTERS,
  REFUSAL_REASONS,
  type LetterName,
  type RefusalReason,
  type RequestKind,
  type RequestOutcome,
} from '../codes';
import { deadlineOfRequest, type RequestState } from '../state';
import {
  about,
  clockOf,
  event,
  FreeText,
  isSignedIn,
  PURPOSE,
  requireOpen,
  sealed,
  type Registered,
  type RequestDecided,
} from './shared';

export const ExtendBody = closed({
  reason: oneOf(EXTENSION_REASONS, {
    description: 'The only two that Art. 12(3) knows; effort alone is none.',
  }),
  note: FreeText,
});

/** Two further months, told with reasons inside the first (Art. 12(3)); after that it is gone. */
export function decideExtend(
  state: RequestState,
  { reason, note }: Static<typeof ExtendBody>,
  given: Given,
): RequestDecided[] {
  requireOpen(state);
  const deadline = deadlineOfRequest(state);
  if (!deadline) throw new DomainError('no-statutory-clock');
  if (state.extension) throw new DomainError('extension-used');
  const { extendUntil } = deadline;
  if (extendUntil !== undefined && brusselsDay(given.now) > extendUntil)
    throw new DomainError('extension-too-late', { until: extendUntil });
  const clock = clockOf({ ...state, extension: { reason, on: brusselsDay(given.now) } });
  return [event('RequestExtended', { reason, clock: clock!, ...about(state), ...sealed({ note }) })];
}

export const RefuseBody = closed({
  reason: oneOf(Object.keys(REFUSAL_REASONS) as RefusalReason[]),
  scope: oneOf(['whole', 'part'], { description: 'A refusal in part is a refusal too (Art. 12(4)).' }),
  note: Type.Optional(FreeText),
});

/** A refusal names its reason, the authority and the court (Art. 12(4)). */
export function decideRefuse(
  state: RequestState,
  { reason, scope, note }: Static<typeof RefuseBody>,
): RequestDecided[] {
  requireOpen(state);
  if (!refusableFor(state, reason)) throw new DomainError('refusal-not-fitting');
  if (state.refusal?.reason === reason && state.refusal.scope === scope) return [];
  const done = Object.values(state.executions).some(({ status }) => status !== 'failed');
  if (scope === 'whole' && done) throw new DomainError('request-carried-out');
  return [
    event('RequestRefused', {
      reason,
      scope,
      authority: 'GBA/APD',
      court: 'court-of-first-instance',
      ...about(state),
      ...sealed({ note }),
    }),
  ];
}

function refusableFor(state: Registered, reason: RefusalReason): boolean {
  const kinds: readonly RequestKind[] = REFUSAL_REASONS[reason];
  if (!kinds.includes(state.kind)) return false;
  return reason !== 'identity-not-shown' || (!isSignedIn(state) && state.identity !== 'verified');
}

export const SendLetterBody = closed({
  letter: oneOf(LETTER_NAMES),
  channel: oneOf(['application', 'email', 'letter']),
  language: Type.Optional(oneOf(LANGUAGES)),
  text: Type.Optional(FreeText),
});

/** A letter that went out. A final one answers the request; it can only say what has happened. */
export function decideSendLetter(
  state: RequestState,
  { letter, channel, language = state.language, text }: Static<typeof SendLetterBody>,
): RequestDecided[] {
  requireOpen(state);
  requireTrue(state, letter, text !== undefined);
  return [event('LetterSent', { letter, channel, language, ...about(state), ...sealed({ text }) })];
}

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

export function isCarriedOut(state: RequestState): boolean {
  return Object.values(state.executions).some(({ status }) => status === 'done');
}

export const CloseBody = closed({
  withdrawn: Type.Optional(Type.Boolean({ description: 'The person no longer asks.' })),
});

/** Closes what was answered (Art. 12(3), (4): the person hears of the action, or why there is none), or was withdrawn. */
export function decideClose(
  state: RequestState,
  { withdrawn = false }: Static<typeof CloseBody>,
  given: Given,
  catalogue: Catalogue,
): RequestDecided[] {
  if (state.status === 'closed') return [];
  requireOpen(state);
  const underWay = Object.values(state.executions).some(({ status }) => status === 'begun');
  if (underWay) throw new DomainError('carrying-out-under-way');
  if (!withdrawn && state.status !== 'answered') throw new DomainError('request-unanswered');
  const purpose = purposeOf(catalogue, PURPOSE);
  if (!purpose) throw new DomainError('purpose-unknown');
  const keptUntil = dayAfter(brusselsDay(given.now), purpose.retention.duration);
  return [event('RequestClosed', { outcome: outcomeOf(state, withdrawn), keptUntil, ...about(state) })];
}

function outcomeOf(state: RequestState, withdrawn: boolean): RequestOutcome {
  if (withdrawn) return 'withdrawn';
  if (isCarriedOut(state)) return state.refusal ? 'partly-refused' : 'fulfilled';
  return state.refusal ? 'refused' : 'answered';
}

/** A timer's word that a request is due soon, or was; once for each date, and not for what was answered meanwhile. */
export function decideRemind(
  state: RequestState,
  { about: what, due }: { readonly about: 'due-soon' | 'overdue'; readonly due: Day },
): RequestDecided[] {
  if (state.status !== 'open' || state.clock?.due !== due) return [];
  if (state.reminded.includes(`${what} ${due}`)) return [];
  return [event('RequestReminded', { about: what, due, ...about(state) })];
}

/** Whether a letter answers the request. */
export function isFinal(letter: LetterName): boolean {
  return LETTERS[letter] === 'final';
}
