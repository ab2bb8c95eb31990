import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import { IsReceivedAt } from '../forms';
import {
  about,
  event,
  receivedAt,
  requireByTelephone,
  requireOpen,
  type RequestOutcome,
  type RequestYields,
} from '../guards';
import { requestStreamOf, type RequestState } from '../state';

@Example({ channel: 'letter' })
export class ConfirmRequestBody {
  @IsIn(['email', 'letter'])
  readonly channel!: 'email' | 'letter';

  @IsOptional()
  @IsReceivedAt()
  readonly receivedAt?: string;
}

/** The written confirmation of a telephone request came (P18). */
export class ConfirmRequest extends Command<RequestOutcome<'RequestConfirmed'>> {
  constructor(
    readonly request: Uuid,
    readonly body: ConfirmRequestBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideConfirm(
  state: RequestState,
  { channel, receivedAt: at }: ConfirmRequestBody,
  { now }: Pick<DecisionContext, 'now'>,
): RequestYields<'RequestConfirmed'> {
  requireOpen(state);
  requireByTelephone(state);
  if (state.confirmation === 'given') return [];
  const received = receivedAt(at, now, state.receivedAt);
  return [event('RequestConfirmed', { channel, receivedAt: received, ...about(state) })];
}

@CommandHandler(ConfirmRequest)
export class ConfirmRequestHandler implements ICommandHandler<ConfirmRequest> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, body, context }: ConfirmRequest) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: (state, given) => decideConfirm(state, body, given),
    });
  }
}
