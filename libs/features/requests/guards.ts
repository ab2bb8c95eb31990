import { purposeOf, type Catalogue, type Purpose } from '#libs/catalogue';
import { decided, ToSeal, type RunOutcome, type Unsealed, type Yields } from '#libs/commands';
import { brusselsDay, DomainError, type Json, type ProblemCode } from '#libs/kernel';
import { clockFrom, type Clock } from '#libs/deadlines';
import type { RequestEventData, RequestEventType } from './events';
import { clockFacts, type RequestState } from './state';

/** What a decision of this feature answers; an empty list: nothing changes. */
export type RequestYields<T extends RequestEventType> = Yields<RequestEventData, T>;

/** What a command of this feature comes to. */
export type RequestOutcome<T extends RequestEventType> = RunOutcome<RequestState, Pick<RequestEventData, T>>;

/** A request that is there. */
export type Registered = RequestState & { readonly kind: NonNullable<RequestState['kind']> };

export function event<T extends RequestEventType>(
  type: T,
  data: Unsealed<RequestEventData[T]>,
): { type: T; data: Unsealed<RequestEventData[T]> } {
  return decided<RequestEventData, T>(type, data);
}

export const PURPOSE = 'data-subject-request';

/** The purpose that handling requests is for, as the catalogue has it now. */
export function requestPurpose(catalogue: Catalogue): Purpose {
  const purpose = purposeOf(catalogue, PURPOSE);
  if (!purpose) throw new DomainError('purpose-unknown');
  return purpose;
}

/** Values under the request's own key. */
export function sealed(values: Readonly<Record<string, Json | undefined>>): { readonly sealed?: ToSeal } {
  const given = Object.entries(values).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return given.length > 0 ? { sealed: new ToSeal(PURPOSE, 'matter', Object.fromEntries(given)) } : {};
}

/** A request that is registered and not closed. Unknown ones get the same answer as foreign ones. */
export function requireOpen(state: RequestState): asserts state is Registered {
  requireRegistered(state);
  if (state.status === 'closed') throw new DomainError('request-closed');
}

export function requireRegistered(state: RequestState): asserts state is Registered {
  if (state.kind === undefined) throw new DomainError('not-found');
}

/** Whoever signed in has shown who they are. */
export function isSignedIn(state: RequestState): boolean {
  return state.channel === 'application';
}

/**
 * Why a request that is there is not carried out: it has ended, it was made by telephone and is not confirmed in writing
 * (P18), or who asks is still to be shown (P19). Undefined where nothing is in the way.
 */
export function outstanding(state: RequestState): ProblemCode | undefined {
  if (state.status === 'closed') return 'request-closed';
  if (state.refusal?.scope === 'whole') return 'request-refused';
  if (state.channel === 'telephone' && state.confirmation !== 'given') return 'confirmation-outstanding';
  return isProven(state) ? undefined : 'proof-outstanding';
}

/** P19: what needs proof is not shown before it. */
export function requireProven(state: RequestState): void {
  if (!isProven(state)) throw new DomainError('proof-outstanding');
}

function isProven(state: RequestState): boolean {
  if (isSignedIn(state) || state.identity === 'verified') return true;
  return state.identity === 'not-asked' && state.requester === 'customer';
}

/** Nobody erases or gives out alone: who registered a request leaves that to another. */
export function requireAnother({ registeredBy }: RequestState, by: string): void {
  if (registeredBy === by) throw new DomainError('another-person-needed');
}

/** P18: only what was asked by telephone is confirmed in writing. */
export function requireByTelephone(state: RequestState): void {
  if (state.channel !== 'telephone') throw new DomainError('confirmation-not-needed');
}

/** While a step of it is under way in another stream, nothing else is begun, and it is not closed. */
export function requireNothingUnderWay(state: RequestState): void {
  const underWay = Object.values(state.executions).some(({ status }) => status === 'begun');
  if (underWay) throw new DomainError('carrying-out-under-way');
}

export function isCarriedOut(state: RequestState): boolean {
  return Object.values(state.executions).some(({ status }) => status === 'done');
}

/** Whose request it is, on every event once it is known. */
export function about(state: Pick<RequestState, 'subject'>): { readonly subject?: string } {
  return state.subject === undefined ? {} : { subject: state.subject };
}

/** The due date that follows from these facts, as an event keeps it. */
export function clockOf(state: Parameters<typeof clockFacts>[0]): Clock | undefined {
  const facts = clockFacts(state);
  return facts && clockFrom(facts);
}

/** The clock runs again from the day on which the proof came; to look at it is the controller's own time. */
export function proofCame(state: RequestState, at: string | undefined, now: Date) {
  const received = receivedAt(at, now, state.receivedAt);
  const day = brusselsDay(new Date(received));
  const pauses = state.pauses.map(pause =>
    pause.answered === undefined ? { ...pause, answered: day < pause.asked ? pause.asked : day } : pause,
  );
  const clock = clockOf({ ...state, pauses });
  return { receivedAt: received, ...about(state), ...(clock && { clock }) };
}

/** The given point in time in its one form, or now; nothing has come in that is still to come. */
export function receivedAt(text: string | undefined, now: Date, after?: string): string {
  if (text === undefined) return now.toISOString();
  const pointer = '/receivedAt';
  const at = new Date(text).toISOString();
  if (at > now.toISOString())
    throw new DomainError('malformed-value', { errors: [{ pointer, rule: 'not-in-the-future' }] });
  if (after !== undefined && at < after)
    throw new DomainError('malformed-value', { errors: [{ pointer, rule: 'not-before-the-request' }] });
  return at;
}
