import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { ProblemCode, Uuid } from '#libs/kernel';
import type { CarriedOut } from '../events';
import { event, type RequestOutcome, type RequestYields } from '../guards';
import { requestStreamOf, type RequestState } from '../state';

/** What was begun, and the problem's code that the subject's command ended with; none where it was done. */
type Ending = CarriedOut & { readonly code?: ProblemCode | undefined };
type Written = 'CarriedOut' | 'CarryingOutFailed';

/** How a step in another stream ended: done, or failed. */
export class EndExecution extends Command<RequestOutcome<Written>> {
  constructor(
    readonly request: Uuid,
    readonly ending: Ending,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideEndExecution(
  state: RequestState,
  { execution, subject, act, code }: Ending,
): RequestYields<Written> {
  if (state.executions[execution]?.status !== 'begun') return [];
  return code === undefined
    ? [event('CarriedOut', { execution, subject, act })]
    : [event('CarryingOutFailed', { execution, subject, act, code })];
}

@CommandHandler(EndExecution)
export class EndExecutionHandler implements ICommandHandler<EndExecution> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, ending, context }: EndExecution) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: state => decideEndExecution(state, ending),
    });
  }
}
