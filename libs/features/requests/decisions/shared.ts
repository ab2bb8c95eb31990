import { Type } from '@sinclair/typebox';
import { ToSeal, decided, type Decided, type Given, type Unsealed } from '#libs/commands';
import { DomainError, type Json } from '#libs/kernel';
import { described, TimeText } from '#libs/http/schema';
import { currentHolidays, deadlineOf } from '../deadlines';
import type { Clock, RequestEventData, RequestEventType } from '../events';
import { clockFacts, type RequestState } from '../state';

/** What decisions of this feature answer; an empty list: nothing changes. */
export type RequestDecided = Decided<RequestEventData>;
/** A request that is there. */
export type Registered = RequestState & { readonly kind: NonNullable<RequestState['kind']> };

export function event<T extends RequestEventType>(
  type: T,
  data: Unsealed<RequestEventData[T]>,
): { type: T; data: Unsealed<RequestEventData[T]> } {
  return decided<RequestEventData, T>(type, data);
}

/** Free text: kept encrypted under the request's key. */
export const FreeText = Type.String({
  minLength: 1,
  maxLength: 4000,
  description: 'Free text; kept encrypted.',
});
export const ReceivedAt = described(TimeText, 'When it came in; now, where it is left out.');

export const PURPOSE = 'data-subject-request';

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

/** Whoever signed in has shown who he is. */
export function isSignedIn(state: RequestState): boolean {
  return state.channel === 'application';
}

/** P19: what needs proof is not carried out before it. */
export function requireProven(state: RequestState): void {
  if (isSignedIn(state) || state.identity === 'verified') return;
  if (state.identity !== 'not-asked' || state.requester !== 'customer')
    throw new DomainError('proof-outstanding');
}

/** Whose request it is, on every event once it is known. */
export function about(state: Pick<RequestState, 'subject'>): { readonly subject?: string } {
  return state.subject === undefined ? {} : { subject: state.subject };
}

/** The due date that follows from these facts, as an event keeps it. */
export function clockOf(state: Parameters<typeof clockFacts>[0]): Clock | undefined {
  const facts = clockFacts(state);
  if (!facts) return undefined;
  const { due, unpaused, holidays } = deadlineOf(facts, currentHolidays);
  return { ...(due !== undefined && { due }), unpaused, holidays };
}

/** The given point in time in its one form, or now; nothing has come in that is still to come. */
export function receivedAt(text: string | undefined, { now }: Pick<Given, 'now'>, after?: string): string {
  if (text === undefined) return now.toISOString();
  const pointer = '/receivedAt';
  const at = new Date(text).toISOString();
  if (at > now.toISOString())
    throw new DomainError('malformed-value', { errors: [{ pointer, rule: 'not-in-the-future' }] });
  if (after !== undefined && at < after)
    throw new DomainError('malformed-value', { errors: [{ pointer, rule: 'not-before-the-request' }] });
  return at;
}
