import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsOptional } from 'class-validator';
import { purposeName } from '#libs/catalogue';
import { Example, IsId } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { type AskedFor, Requested, requireAskedFor } from '../asked-for';
import {
  event,
  requirePurpose,
  requireSubject,
  type SubjectContext,
  type SubjectYields,
  forRight,
} from '../guards';
import { isDirectMarketing } from '../objectable';
import { objectionTo, requireOpenToObjection } from '../objections';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsCatalogueName, IsPlainId } from '../forms';

@Example({ purpose: 'fraud' })
export class ObjectBody {
  @IsCatalogueName()
  readonly purpose!: string;

  @IsOptional()
  @IsPlainId()
  readonly request?: Uuid;
}

export class ObjectAnswer {
  @IsOptional()
  @IsId()
  readonly objection?: Uuid;
}

/** What an objection is decided in. `asked`: what was asked by the request that is named. */
export type ObjectContext = Pick<SubjectContext, 'id' | 'catalogue'> & {
  readonly asked?: AskedFor | undefined;
};

/**
 * At once, whoever asks may still have to show who they are: it is to uphold it that waits for that. An objection to direct
 * marketing is upheld by being raised: there is nothing to weigh (Art. 21(2), (3)).
 */
export function decideObject(
  state: SubjectState,
  { purpose: name, request }: ObjectBody,
  { id, catalogue, asked }: ObjectContext,
): SubjectYields<'ObjectionRaised' | 'ObjectionSettled'> {
  requireSubject(state);
  requireAskedFor({ subject: state.id, request }, asked, 'objection');
  const found = requirePurpose(catalogue, name);
  const { id: purpose, basis } = found;
  requireOpenToObjection(found);
  if (objectionTo(state, purpose)) return [];
  const objection = id('objection');
  return [
    event('ObjectionRaised', { objection, purpose, basis, ...(request && { request }) }),
    ...(isDirectMarketing(found)
      ? [event('ObjectionSettled', { objection, purpose: purposeName(purpose), outcome: 'upheld' })]
      : []),
  ];
}

/** Objects to a purpose (Art. 21): what is done for it stops at once, until it is decided upon. */
export class ObjectToPurpose extends SubjectCommand<ObjectBody, 'ObjectionRaised' | 'ObjectionSettled'> {}

@CommandHandler(ObjectToPurpose)
export class ObjectToPurposeHandler implements ICommandHandler<ObjectToPurpose> {
  constructor(
    private readonly subjects: SubjectCommandRunner,
    private readonly requested: Requested,
  ) {}

  async execute(command: ObjectToPurpose) {
    const asked = await this.requested.by(command.body);
    return this.subjects.run(command, {
      name: 'object',
      decide: (state, body, context) => decideObject(state, body, { ...context, asked }),
      actsFor: (_, { purpose }) => ({ purposes: [...forRight().purposes, purpose] }),
    });
  }
}
