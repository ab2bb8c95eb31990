import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { purposeName } from '#libs/catalogue';
import { event, requirePurpose, type SubjectContext, type SubjectYields } from '../guards';
import { objectionTo } from '../objections';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { decideObject, type ObjectBody } from './object';

export function decideUphold(
  state: SubjectState,
  body: ObjectBody,
  context: Pick<SubjectContext, 'id' | 'catalogue'>,
): SubjectYields<'ObjectionRaised' | 'ObjectionSettled'> {
  const raised = decideObject(state, body, context);
  const stands = objectionTo(state, body.purpose);
  if (stands?.status === 'upheld') return [];
  const objection = stands?.objection ?? context.id('objection');
  const purpose = purposeName(requirePurpose(context.catalogue, body.purpose).id);
  return [...raised, event('ObjectionSettled', { objection, purpose, outcome: 'upheld' })];
}

/** Grants an objection, that stands or is raised by it (Art. 21). */
export class UpholdObjection extends SubjectCommand<ObjectBody, 'ObjectionRaised' | 'ObjectionSettled'> {}

@CommandHandler(UpholdObjection)
export class UpholdObjectionHandler implements ICommandHandler<UpholdObjection> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: UpholdObjection) {
    return this.subjects.run(command, { name: 'uphold-objection', decide: decideUphold });
  }
}
