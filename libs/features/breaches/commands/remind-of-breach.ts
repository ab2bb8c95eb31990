import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import type { BreachReminded } from '../events';
import { event, mustNotify, type BreachOutcome, type BreachYields } from '../guards';
import { breachStreamOf, type BreachState } from '../state';

/** Timer: 48 hours are over, or 72, and the authority was not told. */
export class RemindOfBreach extends Command<BreachOutcome<'BreachReminded'>> {
  constructor(
    readonly breach: Uuid,
    readonly reminder: BreachReminded,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Once for each date, while it stands and the authority has to be told. */
export function decideRemind(
  state: BreachState,
  { about, due }: BreachReminded,
): BreachYields<'BreachReminded'> {
  if (state.status !== 'open' || state.clock?.due !== due) return [];
  if (state.notifications.length > 0 || !mustNotify(state)) return [];
  if (state.reminded.some(each => each.about === about && each.due === due)) return [];
  return [event('BreachReminded', { about, due })];
}

@CommandHandler(RemindOfBreach)
export class RemindOfBreachHandler implements ICommandHandler<RemindOfBreach> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ breach, reminder, context }: RemindOfBreach) {
    return this.runner.run({
      stream: breachStreamOf(breach),
      context,
      decide: state => decideRemind(state, reminder),
    });
  }
}
