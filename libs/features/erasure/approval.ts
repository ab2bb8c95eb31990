import { addDays, brusselsDay, DomainError, type Uuid } from '#libs/kernel';
import type { ErasureApproval, SubjectState } from '#libs/features/subjects';
import type { ErasureGround } from './grounds';

/** Days after which an approval says nothing any more: the controller's decision. */
const DAYS = 30;

/** The approval of an erasure on this ground that stands, of whoever is asked for. */
export function approvalOf(
  { approvals }: SubjectState,
  { reason, finding, law, request }: ErasureGround,
  { now }: { readonly now: Date },
  of: (approval: ErasureApproval) => boolean,
): Uuid | undefined {
  const since = addDays(brusselsDay(now), -DAYS);
  const found = Object.entries(approvals).find(
    ([, each]) =>
      of(each) &&
      each.reason === reason &&
      each.finding === finding &&
      each.law === law &&
      each.request === request &&
      brusselsDay(new Date(each.since)) >= since,
  );
  return found?.[0];
}

/**
 * Nobody erases a whole person alone: somebody else approved it, on the same ground and for the same request, not long ago.
 * @throws DomainError `approval-needed`
 */
export function requireApproved(
  state: SubjectState,
  ground: ErasureGround,
  context: { readonly now: Date },
  by: string,
): Uuid {
  const approval = approvalOf(state, ground, context, each => each.by !== by);
  if (approval === undefined) throw new DomainError('approval-needed');
  return approval;
}
