import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { brusselsDay, type Uuid } from '#libs/kernel';
import {
  event,
  requireTransfer,
  type SubjectContext,
  type SubjectOutcome,
  type SubjectYields,
} from '../guards';
import { endServicesOn } from '../links';
import type { SubjectState } from '../state';
import { subjectStreamOf } from '../stream';

type Written = 'DomainUnlinked' | 'ServiceEnded';

/** Step of a transfer: the new holder has the name, the old one no longer does (P05, P10). */
export class CompleteTransfer extends Command<SubjectOutcome<Written>> {
  constructor(
    readonly subject: Uuid,
    readonly transfer: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideCompleteTransfer(
  state: SubjectState,
  body: { readonly transfer: Uuid },
  { now }: Pick<SubjectContext, 'now'>,
): SubjectYields<Written> {
  const { link, status } = requireTransfer(state, body.transfer);
  if (status !== 'under-way') return [];
  return [
    event('DomainUnlinked', { link, reason: 'transferred', transfer: body.transfer }),
    ...endServicesOn(state, link, brusselsDay(now)),
  ];
}

@CommandHandler(CompleteTransfer)
export class CompleteTransferHandler implements ICommandHandler<CompleteTransfer> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ subject, transfer, context }: CompleteTransfer) {
    return this.runner.run({
      stream: subjectStreamOf(subject),
      context,
      decide: (state, given) => decideCompleteTransfer(state, { transfer }, given),
    });
  }
}
