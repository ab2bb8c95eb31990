import { Type, type Static } from '@sinclair/typebox';
import type { Given } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import { event, requireSubject, type SubjectDecided } from '../decisions';
import type { ProcessingRestricted, RestrictionLifted } from '../events';
import type { SubjectState } from '../state';
import { closed, Id, oneOf } from '../vocabulary/schemas';

/** Restricts processing (Art. 18(1)): what is held stays, and is neither used nor shared until the restriction is lifted. */
export const RestrictBody = closed({
  ground: oneOf(['accuracy-contested', 'unlawful', 'needed-for-claims', 'objection-pending']),
  request: Type.Optional(Id),
});
export type Restrict = Static<typeof RestrictBody>;

/** The subject is told before a restriction is lifted (Art. 18(3)). */
export const LiftBody = closed({
  restriction: Id,
  reason: oneOf(['accuracy-settled', 'subject-asked', 'claims-settled', 'objection-settled']),
});
export type Lift = Static<typeof LiftBody>;

export function decideRestrict(state: SubjectState, command: Restrict, given: Given): SubjectDecided[] {
  requireSubject(state);
  const { ground, request } = command;
  const stands = Object.values(state.restrictions).some(
    each => each.ground === ground && each.request === request,
  );
  if (stands) return [];
  return [
    event('ProcessingRestricted', {
      restriction: given.id('restriction'),
      ground,
      ...(request && { request }),
    }),
  ];
}

/** What settles each ground; the subject may ask for the end of any. */
const SETTLES: Readonly<Partial<Record<RestrictionLifted['reason'], ProcessingRestricted['ground']>>> = {
  'accuracy-settled': 'accuracy-contested',
  'claims-settled': 'needed-for-claims',
  'objection-settled': 'objection-pending',
};

export function decideLift(state: SubjectState, command: Lift): SubjectDecided[] {
  requireSubject(state);
  const { restriction: id, reason } = command;
  const restriction = state.restrictions[id];
  if (!restriction) throw new DomainError('not-restricted');
  if (reason !== 'subject-asked' && SETTLES[reason] !== restriction.ground) {
    throw new DomainError('reason-not-fitting', { ground: restriction.ground });
  }
  return [event('RestrictionLifted', { restriction: id, reason })];
}
