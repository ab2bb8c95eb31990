import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { DomainError, type Uuid } from '#libs/kernel';
import { EXAMPLE_ID, Example } from '#libs/http/schema';
import type { OtherPersonSettled } from '../events';
import { IsPlainId } from '../forms';
import { event, requireSubject, type SubjectYields, forRight } from '../guards';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';

@Example({ mark: EXAMPLE_ID, outcome: 'left-out' })
export class SettleOtherPersonBody {
  @IsPlainId()
  readonly mark!: Uuid;

  @IsIn(['shown', 'left-out'])
  readonly outcome!: OtherPersonSettled['outcome'];
}

export function decideSettleOtherPerson(
  state: SubjectState,
  { mark, outcome }: SettleOtherPersonBody,
): SubjectYields<'OtherPersonSettled'> {
  requireSubject(state);
  const marked = state.ofOthers[mark];
  if (!marked) throw new DomainError('mark-unknown');
  return marked.outcome === outcome ? [] : [event('OtherPersonSettled', { mark, outcome })];
}

/** Decides whether a value that concerns another person is shown to the subject (Art. 15(4)); it can be decided anew. */
export class SettleOtherPerson extends SubjectCommand<SettleOtherPersonBody, 'OtherPersonSettled'> {}

@CommandHandler(SettleOtherPerson)
export class SettleOtherPersonHandler implements ICommandHandler<SettleOtherPerson> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: SettleOtherPerson) {
    return this.subjects.run(command, {
      name: 'settle-other-person',
      decide: decideSettleOtherPerson,
      actsFor: forRight,
    });
  }
}
