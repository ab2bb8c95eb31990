import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import {
  event,
  subjectStreamOf,
  TELLING_FAILURES,
  type Duty,
  type TellingFailure,
} from '#libs/features/subjects';
import type { Uuid } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import { requireOwnDuty, requireTold, type DutyOutcome, type DutyYields } from '../guards';

@Example({ reason: 'rejected' })
export class RecordTellingFailedBody {
  @IsIn(TELLING_FAILURES)
  readonly reason!: TellingFailure;
}

/** Records that a telling did not arrive: the recipient has to be told again. */
export class RecordTellingFailed extends Command<DutyOutcome<'TellingFailed'>> {
  constructor(
    readonly subject: Uuid,
    readonly duty: Uuid,
    readonly body: RecordTellingFailedBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideTellingFailed(
  duty: Duty,
  { reason }: RecordTellingFailedBody,
): DutyYields<'TellingFailed'> {
  requireTold(duty);
  return [event('TellingFailed', { duty: duty.duty, of: duty.kind, reason })];
}

@CommandHandler(RecordTellingFailed)
export class RecordTellingFailedHandler implements ICommandHandler<RecordTellingFailed> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ subject, duty, body, context }: RecordTellingFailed) {
    return this.runner.run({
      stream: subjectStreamOf(subject),
      context,
      decide: (state, { catalogue }) =>
        decideTellingFailed(requireOwnDuty(state, duty, catalogue, context.actor), body),
    });
  }
}
