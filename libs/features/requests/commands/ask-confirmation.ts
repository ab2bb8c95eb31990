import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import {
  about,
  event,
  requireByTelephone,
  requireOpen,
  type RequestOutcome,
  type RequestYields,
} from '../guards';
import { requestStreamOf, type RequestState } from '../state';

@Example({})
export class AskConfirmationBody {}

/** Written confirmation of a telephone request was asked (P18, Art. 12(2)). */
export class AskConfirmation extends Command<RequestOutcome<'ConfirmationAsked'>> {
  constructor(
    readonly request: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** The clock runs meanwhile. */
export function decideAskConfirmation(state: RequestState): RequestYields<'ConfirmationAsked'> {
  requireOpen(state);
  requireByTelephone(state);
  return state.confirmation === 'not-asked' ? [event('ConfirmationAsked', about(state))] : [];
}

@CommandHandler(AskConfirmation)
export class AskConfirmationHandler implements ICommandHandler<AskConfirmation> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, context }: AskConfirmation) {
    return this.runner.run({ stream: requestStreamOf(request), context, decide: decideAskConfirmation });
  }
}
