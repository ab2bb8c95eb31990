import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { DomainError, type Uuid } from '#libs/kernel';
import { EXAMPLE_ID, Example } from '#libs/http/schema';
import { LIFTING_REASONS, type LiftingReason, type RestrictionGround } from '../codes';
import { event, requireSubject, type SubjectYields, forRight } from '../guards';
import type { Restriction, SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsPlainId } from '../forms';

@Example({ restriction: EXAMPLE_ID, reason: 'accuracy-settled' })
export class LiftRestrictionBody {
  @IsPlainId()
  readonly restriction!: Uuid;

  @IsIn(LIFTING_REASONS)
  readonly reason!: LiftingReason;
}

/** What settles each ground; the subject may ask for the end of any. */
const SETTLES: Readonly<Partial<Record<LiftingReason, RestrictionGround>>> = {
  'accuracy-settled': 'accuracy-contested',
  'claims-settled': 'needed-for-claims',
  'objection-settled': 'objection-pending',
};

/**
 * A restriction that this reason may end.
 * @throws DomainError `not-restricted`, `reason-not-fitting`
 */
export function requireLiftable(
  state: SubjectState,
  { restriction: id, reason }: Pick<LiftRestrictionBody, 'restriction' | 'reason'>,
): Restriction {
  requireSubject(state);
  const restriction = state.restrictions[id];
  if (!restriction) throw new DomainError('not-restricted');
  if (reason !== 'subject-asked' && SETTLES[reason] !== restriction.ground) {
    throw new DomainError('reason-not-fitting', { ground: restriction.ground });
  }
  return restriction;
}

export function decideLift(
  state: SubjectState,
  body: LiftRestrictionBody,
): SubjectYields<'RestrictionLifted'> {
  const { restriction: id, reason } = body;
  if (requireLiftable(state, body).announced !== reason) throw new DomainError('lifting-not-announced');
  return [event('RestrictionLifted', { restriction: id, reason })];
}

/** Lifts a restriction. The subject is told before it is lifted (Art. 18(3)). */
export class LiftRestriction extends SubjectCommand<LiftRestrictionBody, 'RestrictionLifted'> {}

@CommandHandler(LiftRestriction)
export class LiftRestrictionHandler implements ICommandHandler<LiftRestriction> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: LiftRestriction) {
    return this.subjects.run(command, { name: 'lift-restriction', decide: decideLift, actsFor: forRight });
  }
}
