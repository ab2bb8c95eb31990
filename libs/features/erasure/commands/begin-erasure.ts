import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, RunOutcome } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import type { SubjectState } from '#libs/features/subjects';
import type { Erase } from '../decide';
import { Erasures } from '../erasures';

/** Begins the erasure of a subject's data, whole or in part (Art. 17). */
export class BeginErasure extends Command<RunOutcome<SubjectState>> {
  constructor(
    readonly subject: Uuid,
    readonly body: Erase,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(BeginErasure)
export class BeginErasureHandler implements ICommandHandler<BeginErasure> {
  constructor(private readonly erasures: Erasures) {}

  execute({ subject, body, context }: BeginErasure): Promise<RunOutcome<SubjectState>> {
    return this.erasures.begin(subject, body, context);
  }
}
