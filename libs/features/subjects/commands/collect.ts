import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { purposeName } from '#libs/catalogue';
import { brusselsDay } from '#libs/kernel';
import {
  event,
  requireOpen,
  requirePurpose,
  requireSubject,
  requireUnrestricted,
  sealedFor,
  type SubjectContext,
  type SubjectYields,
} from '../guards';
import { heldFor } from '../evolve';
import { heldRefs, type HeldRef } from '../opened';
import { heldIn, periodOf } from '../purposes';
import type { Source } from '../events';
import type { SubjectState } from '../state';
import { newTo, parseValues, refuseOverCollection, requireEnough, requireTerms } from '../values';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsCatalogueName, IsValues, SOURCES, SourceDescription, type GivenValues } from '../forms';

/** Collects values for a purpose that is open (P01, P03, P04, P22). */
export class CollectBody {
  @IsCatalogueName()
  readonly purpose!: string;

  @SourceDescription()
  @IsIn(SOURCES)
  readonly source!: Source;

  @IsValues()
  readonly values!: GivenValues;
}

/** What to open before the decision: values that are held already are compared with those given. */
export function heldForCollect(state: SubjectState, { purpose, values }: CollectBody): HeldRef[] {
  return heldRefs(state, Object.keys(values), [purposeName(purpose)]);
}

export function decideCollect(
  state: SubjectState,
  body: CollectBody,
  { now, catalogue, current }: Pick<SubjectContext, 'now' | 'catalogue' | 'current'>,
): SubjectYields<'DataCollected'> {
  requireSubject(state);
  const day = brusselsDay(now);
  const purpose = requirePurpose(catalogue, body.purpose);
  refuseOverCollection(purpose, state, Object.keys(body.values));
  requireOpen(state, purpose, day);
  requireTerms(state, catalogue, purpose, day);

  const name = purposeName(purpose.id);
  const held = heldIn(state, purpose, day);
  if (Object.keys(held).length === 0) requireUnrestricted(state);
  const values = newTo(name, parseValues(body.values, '/values'), held, current);
  if (Object.keys(values).length === 0) return [];
  requireEnough(purpose, state, held, values);
  const sealed = sealedFor(purpose, periodOf(purpose.period, day), values, heldFor(state, name));
  return [event('DataCollected', { source: body.source, purposes: [sealed] })];
}

/** Collects values for a purpose that is open (P01, P03, P04, P22). */
export class Collect extends SubjectCommand<CollectBody, 'DataCollected'> {}

@CommandHandler(Collect)
export class CollectHandler implements ICommandHandler<Collect> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: Collect) {
    return this.subjects.run(command, { name: 'collect', opens: heldForCollect, decide: decideCollect });
  }
}
