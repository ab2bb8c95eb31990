import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { event, subjectStreamOf, type Duty } from '#libs/features/subjects';
import type { Uuid } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import { requireOwnDuty, requireTold, type DutyOutcome, type DutyYields } from '../guards';

@Example({})
export class ConfirmTellingBody {}

/** The recipient says that it has done the same. */
export class ConfirmTelling extends Command<DutyOutcome<'RecipientConfirmed'>> {
  constructor(
    readonly subject: Uuid,
    readonly duty: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideConfirm(duty: Duty): DutyYields<'RecipientConfirmed'> {
  if (duty.status === 'confirmed') return [];
  requireTold(duty);
  return [event('RecipientConfirmed', { duty: duty.duty, of: duty.kind })];
}

@CommandHandler(ConfirmTelling)
export class ConfirmTellingHandler implements ICommandHandler<ConfirmTelling> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ subject, duty, context }: ConfirmTelling) {
    return this.runner.run({
      stream: subjectStreamOf(subject),
      context,
      decide: (state, { catalogue }) => decideConfirm(requireOwnDuty(state, duty, catalogue, context.actor)),
    });
  }
}
