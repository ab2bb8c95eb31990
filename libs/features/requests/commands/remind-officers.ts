import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import type { RequestReminded } from '../events';
import { about, event, type RequestOutcome, type RequestYields } from '../guards';
import { requestStreamOf, type RequestState } from '../state';

/** What the officers are reminded of, and the date that it is about. */
type Reminder = Pick<RequestReminded, 'about' | 'due'>;

/** Timer: a request is due soon, or was. */
export class RemindOfficers extends Command<RequestOutcome<'RequestReminded'>> {
  constructor(
    readonly request: Uuid,
    readonly reminder: Reminder,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Once for each date, and not for what was answered meanwhile. */
export function decideRemind(
  state: RequestState,
  { about: what, due }: Reminder,
): RequestYields<'RequestReminded'> {
  if (state.status !== 'open' || state.clock?.due !== due) return [];
  if (state.reminded.includes(`${what} ${due}`)) return [];
  return [event('RequestReminded', { about: what, due, ...about(state) })];
}

@CommandHandler(RemindOfficers)
export class RemindOfficersHandler implements ICommandHandler<RemindOfficers> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, reminder, context }: RemindOfficers) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: state => decideRemind(state, reminder),
    });
  }
}
