import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { purposeName } from '#libs/catalogue';
import { Requested, requireSettled } from '../asked-for';
import { event, requirePurpose, type SubjectYields, forRight } from '../guards';
import { objectionTo } from '../objections';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { decideObject, type ObjectBody, type ObjectContext } from './object';

export function decideUphold(
  state: SubjectState,
  body: ObjectBody,
  context: ObjectContext,
): SubjectYields<'ObjectionRaised' | 'ObjectionSettled'> {
  requireSettled({ subject: state.id, request: body.request }, context.asked, 'objection');
  const raised = decideObject(state, body, context);
  const stands = objectionTo(state, body.purpose);
  if (stands?.status === 'upheld') return [];
  if (raised.some(({ type }) => type === 'ObjectionSettled')) return raised;
  const objection = stands?.objection ?? context.id('objection');
  const purpose = purposeName(requirePurpose(context.catalogue, body.purpose).id);
  return [...raised, event('ObjectionSettled', { objection, purpose, outcome: 'upheld' })];
}

/** Grants an objection, that stands or is raised by it (Art. 21). */
export class UpholdObjection extends SubjectCommand<ObjectBody, 'ObjectionRaised' | 'ObjectionSettled'> {}

@CommandHandler(UpholdObjection)
export class UpholdObjectionHandler implements ICommandHandler<UpholdObjection> {
  constructor(
    private readonly subjects: SubjectCommandRunner,
    private readonly requested: Requested,
  ) {}

  async execute(command: UpholdObjection) {
    const asked = await this.requested.by(command.body);
    return this.subjects.run(command, {
      name: 'uphold-objection',
      decide: (state, body, context) => decideUphold(state, body, { ...context, asked }),
      actsFor: forRight,
    });
  }
}
