import { Type, type Static } from '@sinclair/typebox';
import type { Given } from '#libs/commands';
import { brusselsDay, DomainError } from '#libs/kernel';
import { closed, oneOf } from '#libs/http/schema';
import { PROOF_REASONS, PROOF_WAYS, REJECTION_REASONS } from '../codes';
import type { RequestState } from '../state';
import {
  about,
  clockOf,
  event,
  FreeText,
  isSignedIn,
  receivedAt,
  ReceivedAt,
  requireOpen,
  sealed,
  type RequestDecided,
} from './shared';

/** Asks for proof of identity, with the reason for doubt (P19, Art. 12(6)). The clock stands still until it comes. */
export const AskProofBody = closed({
  reason: oneOf(PROOF_REASONS, { description: 'Why there is reasonable doubt (Art. 12(6)).' }),
  note: Type.Optional(FreeText),
});

export function decideAskProof(
  state: RequestState,
  { reason, note }: Static<typeof AskProofBody>,
  given: Given,
): RequestDecided[] {
  requireOpen(state);
  // Asking an identity document of somebody who signed in is out of proportion (EDPB 01/2022 §73).
  if (isSignedIn(state)) throw new DomainError('proof-not-proportionate');
  if (state.identity === 'verified') throw new DomainError('identity-verified');
  if (state.identity === 'asked') return [];
  const clock = clockOf({ ...state, pauses: [...state.pauses, { asked: brusselsDay(given.now) }] });
  return [event('ProofAsked', { reason, ...about(state), ...(clock && { clock }), ...sealed({ note }) })];
}

export const VerifyBody = closed({
  how: oneOf(PROOF_WAYS, { description: 'How identity was shown. What was shown is not kept (P19).' }),
  receivedAt: Type.Optional(ReceivedAt),
});

/** Identity was shown: that it was checked, how, when and by whom; nothing of the proof itself (P19). */
export function decideVerify(
  state: RequestState,
  { how, receivedAt: at }: Static<typeof VerifyBody>,
  given: Given,
): RequestDecided[] {
  requireOpen(state);
  if (isSignedIn(state) || state.identity === 'verified') return [];
  return [event('IdentityVerified', { how, ...answered(state, at, given) })];
}

export const RejectProofBody = closed({
  reason: oneOf(REJECTION_REASONS),
  receivedAt: Type.Optional(ReceivedAt),
});

/** What came does not show who asks: proof may be asked again, or the request refused. */
export function decideRejectProof(
  state: RequestState,
  { reason, receivedAt: at }: Static<typeof RejectProofBody>,
  given: Given,
): RequestDecided[] {
  requireOpen(state);
  if (state.identity === 'verified') throw new DomainError('identity-verified');
  if (state.identity !== 'asked') throw new DomainError('proof-not-asked');
  return [event('IdentityRejected', { reason, ...answered(state, at, given) })];
}

/** The clock runs again from the day on which the proof came; to look at it is the controller's own time. */
function answered(state: RequestState, at: string | undefined, given: Given) {
  const received = receivedAt(at, given, state.receivedAt);
  const day = brusselsDay(new Date(received));
  const pauses = state.pauses.map(pause =>
    pause.answered === undefined ? { ...pause, answered: day < pause.asked ? pause.asked : day } : pause,
  );
  const clock = clockOf({ ...state, pauses });
  return { receivedAt: received, ...about(state), ...(clock && { clock }) };
}

/** Asks to confirm in writing what was asked by telephone (P18, Art. 12(2)). The clock runs meanwhile. */
export function decideAskConfirmation(state: RequestState): RequestDecided[] {
  requireOpen(state);
  if (state.channel !== 'telephone') throw new DomainError('confirmation-not-needed');
  return state.confirmation === 'not-asked' ? [event('ConfirmationAsked', about(state))] : [];
}

export const ConfirmBody = closed({
  channel: oneOf(['email', 'letter']),
  receivedAt: Type.Optional(ReceivedAt),
});

export function decideConfirm(
  state: RequestState,
  { channel, receivedAt: at }: Static<typeof ConfirmBody>,
  given: Given,
): RequestDecided[] {
  requireOpen(state);
  if (state.channel !== 'telephone') throw new DomainError('confirmation-not-needed');
  if (state.confirmation === 'given') return [];
  return [
    event('RequestConfirmed', {
      channel,
      receivedAt: receivedAt(at, given, state.receivedAt),
      ...about(state),
    }),
  ];
}
