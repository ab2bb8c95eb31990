import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { ProblemCode, Uuid } from '#libs/kernel';
import { event, requireTransfer, type SubjectOutcome, type SubjectYields } from '../guards';
import type { SubjectState } from '../state';
import { subjectStreamOf } from '../stream';

interface Failure {
  readonly transfer: Uuid;
  /** Why the receiving subject could not take it. */
  readonly code: ProblemCode;
}

/** Step of a transfer: the old holder has the name still (P05, P10). */
export class FailTransfer extends Command<SubjectOutcome<'DomainTransferFailed'>> {
  constructor(
    readonly subject: Uuid,
    readonly failure: Failure,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideFailTransfer(
  state: SubjectState,
  { transfer, code }: Failure,
): SubjectYields<'DomainTransferFailed'> {
  const { link, status } = requireTransfer(state, transfer);
  return status === 'under-way' ? [event('DomainTransferFailed', { transfer, link, code })] : [];
}

@CommandHandler(FailTransfer)
export class FailTransferHandler implements ICommandHandler<FailTransfer> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ subject, failure, context }: FailTransfer) {
    return this.runner.run({
      stream: subjectStreamOf(subject),
      context,
      decide: state => decideFailTransfer(state, failure),
    });
  }
}
