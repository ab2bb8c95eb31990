import { Command } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import type { SubjectEventType } from './events';
import type { SubjectOutcome } from './guards';

/** A command on a subject, on its way to its handler by Nest's command bus. `B`: its body; `T`: the events that it can write. */
export abstract class SubjectCommand<B extends object, T extends SubjectEventType> extends Command<
  SubjectOutcome<T>
> {
  constructor(
    readonly subject: Uuid,
    readonly body: Readonly<B>,
    readonly context: CommandContext,
    /** Version of the record that the caller has seen, where the command needs it. */
    readonly version = -1,
  ) {
    super();
  }
}
