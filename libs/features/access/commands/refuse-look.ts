import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { subjectStreamOf } from '#libs/features/subjects';
import type { Refusal, Uuid } from '#libs/kernel';

/** A look was refused: put on record, as who was looked at, by whom, for what, and by which rule (P09, P22). */
export class RefuseLook extends Command<void> {
  constructor(
    /** At whom, where that is known: an id that nobody is registered under is nobody. */
    readonly subject: Uuid | undefined,
    readonly refusal: Refusal,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RefuseLook)
export class RefuseLookHandler implements ICommandHandler<RefuseLook> {
  constructor(private readonly runner: CommandRunner) {}

  async execute({ subject, refusal, context }: RefuseLook): Promise<void> {
    const known = subject && (await this.runner.load(subjectStreamOf(subject))).state.kind && subject;
    await this.runner.refused(refusal, context, { subject: known, command: 'look' });
  }
}
