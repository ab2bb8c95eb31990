import { Type, type Static } from '@sinclair/typebox';
import { ToSeal, type Given } from '#libs/commands';
import { closed, DayText, oneOf } from '#libs/http/schema';
import { brusselsDay, DomainError, type Uuid } from '#libs/kernel';
import type { OrderDisclosed, Secrecy } from '../events';
import type { OrderState } from '../state';
import { event, malformed, PURPOSE, requireThere, requireUndecided, type OrderDecided } from './shared';

/** Steps that take nothing from the caller but that they are taken. */
export const StepBody = closed({}, { description: 'Nothing.' });
export const RefuseBody = closed({
  reason: oneOf(['no-ground', 'body-not-competent', 'formally-defective', 'too-wide'] as const),
});

/** P16: a second officer approves. @param by pseudonym of who approves */
export function decideApprove(state: OrderState, by: string): OrderDecided[] {
  requireUndecided(state);
  if (state.status === 'approved') return [];
  if (state.registered.by === by) throw new DomainError('second-officer-needed');
  return [event('OrderApproved', {})];
}

export function decideRefuse(state: OrderState, { reason }: Static<typeof RefuseBody>): OrderDecided[] {
  if (state.status === 'refused') return [];
  requireUndecided(state);
  return [event('OrderRefused', { reason })];
}

/** By the body that gave it. */
export function decideWithdraw(state: OrderState): OrderDecided[] {
  if (state.status === 'withdrawn') return [];
  requireUndecided(state);
  return [event('OrderWithdrawn', {})];
}

/** What is held of a subject within an order's scope. */
export type Covered = Pick<OrderDisclosed, 'values' | 'signIns'>;

/** Carries the order out: for each subject what its scope covers, no more; whole, and once. */
export function decideDisclose(
  state: OrderState,
  { now }: Given,
  covered: ReadonlyMap<Uuid, Covered>,
): OrderDecided[] {
  requireDisclosable(state);
  const { body, ground, purpose, basis } = state.registered!;
  const secrecy = secrecyOn(state, now);
  return state.subjects.map(subject =>
    event('OrderDisclosed', {
      subject,
      body,
      ground,
      purpose,
      basis,
      values: covered.get(subject)?.values ?? [],
      signIns: covered.get(subject)?.signIns ?? [],
      ...(secrecy && { secrecy }),
    }),
  );
}

export function requireDisclosable(state: OrderState): void {
  requireUndecided(state);
  if (state.status !== 'approved') throw new DomainError('order-not-approved');
}

/** The secrecy that stands on a day. */
export function secrecyOn({ secrecy }: Pick<OrderState, 'secrecy'>, now: Date): Secrecy | undefined {
  return secrecy && (secrecy.until === undefined || brusselsDay(now) <= secrecy.until) ? secrecy : undefined;
}

export function decideLift(state: OrderState, { now }: Given): OrderDecided[] {
  requireThere(state);
  if (!secrecyOn(state, now)) throw new DomainError('order-not-secret');
  return [event('SecrecyLifted', {})];
}

export const ExtendSecrecyBody = closed({
  until: DayText,
  reason: Type.String({ minLength: 1, maxLength: 2000, description: 'Kept encrypted.' }),
});

/** Secrecy with an end goes on, while it still stands: what has come to be known stays known. */
export function decideExtendSecrecy(
  state: OrderState,
  { until, reason }: Static<typeof ExtendSecrecyBody>,
  { now }: Given,
): OrderDecided[] {
  requireThere(state);
  const secrecy = secrecyOn(state, now);
  if (!secrecy) throw new DomainError('order-not-secret');
  if (secrecy.until === undefined || until <= secrecy.until) throw malformed('/until', 'after-its-end');
  return [event('SecrecyExtended', { until, sealed: new ToSeal(PURPOSE, 'matter', { reason }) })];
}
