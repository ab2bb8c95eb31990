import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import type { MatterReminded } from '../events';
import { event, type MatterOutcome, type MatterYields } from '../guards';
import { matterStreamOf, type MatterState } from '../state';

/** Timer: mail that may be a request is due soon, or was (P20, Art. 12(3)). */
export class RemindOfMail extends Command<MatterOutcome<'MatterReminded'>> {
  constructor(
    readonly matter: Uuid,
    readonly reminder: MatterReminded,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Once, and not of what has ended: as a request, which has reminders of its own, or answered. */
export function decideRemind(
  state: MatterState,
  { about, due }: MatterReminded,
): MatterYields<'MatterReminded'> {
  if (state.status !== 'open' || state.opened?.clock?.due !== due) return [];
  if (state.reminded.includes(about)) return [];
  return [event('MatterReminded', { about, due })];
}

@CommandHandler(RemindOfMail)
export class RemindOfMailHandler implements ICommandHandler<RemindOfMail> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ matter, reminder, context }: RemindOfMail) {
    return this.runner.run({
      stream: matterStreamOf(matter),
      context,
      decide: state => decideRemind(state, reminder),
    });
  }
}
