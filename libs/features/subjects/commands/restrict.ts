import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { Example, IsId } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { type AskedFor, Requested, requireSettled } from '../asked-for';
import { RESTRICTION_GROUNDS, type RestrictionGround } from '../codes';
import { event, requireSubject, type SubjectContext, type SubjectYields, forRight } from '../guards';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsPlainId } from '../forms';

@Example({ ground: 'accuracy-contested' })
export class RestrictBody {
  @IsIn(RESTRICTION_GROUNDS)
  readonly ground!: RestrictionGround;

  @IsOptional()
  @IsPlainId()
  readonly request?: Uuid;
}

export class RestrictAnswer {
  @IsOptional()
  @IsId()
  readonly restriction?: Uuid;
}

/** @param context asked: what was asked by the request that is named */
export function decideRestrict(
  state: SubjectState,
  { ground, request }: RestrictBody,
  { id, asked }: Pick<SubjectContext, 'id'> & { readonly asked?: AskedFor | undefined },
): SubjectYields<'ProcessingRestricted'> {
  requireSubject(state);
  requireSettled({ subject: state.id, request }, asked, 'restriction', 'rectification', 'objection');
  const stands = Object.values(state.restrictions).some(
    each => each.ground === ground && each.request === request,
  );
  if (stands) return [];
  return [
    event('ProcessingRestricted', { restriction: id('restriction'), ground, ...(request && { request }) }),
  ];
}

/** Restricts processing (Art. 18(1)): what is held stays, and is neither used nor shared until that is lifted. */
export class Restrict extends SubjectCommand<RestrictBody, 'ProcessingRestricted'> {}

@CommandHandler(Restrict)
export class RestrictHandler implements ICommandHandler<Restrict> {
  constructor(
    private readonly subjects: SubjectCommandRunner,
    private readonly requested: Requested,
  ) {}

  async execute(command: Restrict) {
    const asked = await this.requested.by(command.body);
    return this.subjects.run(command, {
      name: 'restrict',
      decide: (state, body, context) => decideRestrict(state, body, { ...context, asked }),
      actsFor: forRight,
    });
  }
}
