import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsOptional, IsString, MaxLength } from 'class-validator';
import { Describe, Example } from '#libs/http/schema';
import { purposeName, type Field } from '#libs/catalogue';
import { brusselsDay, DomainError, type Json } from '#libs/kernel';
import {
  event,
  refuseFromMatter,
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
import { mustHold, newTo, refuseOverCollection, requireEnough, requireTerms } from '../values';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsCatalogueName } from '../forms';

/** Uses values that are held for one purpose for a further one, which is open and needs them (P04, P22). */
@Example({ from: 'contract', to: 'hosting', fields: ['email'] })
export class UseFurtherBody {
  @IsCatalogueName()
  readonly from!: string;

  @IsCatalogueName()
  readonly to!: string;

  @Describe('Default: those that the further purpose requires and does not have yet.')
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(16)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  readonly fields?: readonly string[];
}

/** What to open before the decision: the values to be sealed anew, and those that the further purpose holds. */
export function heldForUseFurther(state: SubjectState, { from, to, fields }: UseFurtherBody): HeldRef[] {
  return heldRefs(state, fields, [...new Set([purposeName(from), purposeName(to)])]);
}

export function decideUseFurther(
  state: SubjectState,
  body: UseFurtherBody,
  { now, catalogue, current }: Pick<SubjectContext, 'now' | 'catalogue' | 'current'>,
): SubjectYields<'DataUsedFurther'> {
  requireSubject(state);
  const day = brusselsDay(now);
  const [from, to] = [requirePurpose(catalogue, body.from), requirePurpose(catalogue, body.to)];
  refuseFromMatter(from);
  const [fromName, toName] = [purposeName(from.id), purposeName(to.id)];
  if (body.fields) refuseOverCollection(to, state, body.fields);
  requireOpen(state, to, day);
  requireUnrestricted(state);
  requireTerms(state, catalogue, to, day);

  const held = heldIn(state, to, day);
  const fields = (body.fields as Field[] | undefined) ?? mustHold(to, state).filter(field => !held[field]);
  const values: Partial<Record<Field, Json>> = {};
  const missing: Field[] = [];
  for (const field of fields) {
    const value = current(fromName, field);
    if (value === undefined) missing.push(field);
    else values[field] = value;
  }
  if (missing.length > 0)
    throw new DomainError('field-not-held', { purpose: from.id, fields: missing.sort() });
  const fresh = newTo(toName, values, held, current);
  if (Object.keys(fresh).length === 0) return [];
  requireEnough(to, state, held, fresh);

  const taken = heldFor(state, fromName);
  const fromVersions: Partial<Record<Field, number>> = {};
  const sources: Partial<Record<Field, Source>> = {};
  for (const field of Object.keys(fresh) as Field[]) {
    fromVersions[field] = taken[field]!.version;
    sources[field] = taken[field]!.source;
  }
  const sealed = sealedFor(to, periodOf(to.period, day), fresh, heldFor(state, toName));
  return [event('DataUsedFurther', { from: from.id, fromVersions, sources, purposes: [sealed] })];
}

/** Uses held values for a further purpose. */
export class UseFurther extends SubjectCommand<UseFurtherBody, 'DataUsedFurther'> {}

@CommandHandler(UseFurther)
export class UseFurtherHandler implements ICommandHandler<UseFurther> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: UseFurther) {
    return this.subjects.run(command, {
      name: 'use-further',
      opens: heldForUseFurther,
      decide: decideUseFurther,
      actsFor: (_, { from, to }) => ({ purposes: [from, to] }),
    });
  }
}
