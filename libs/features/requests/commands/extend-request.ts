import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { Describe, Example, IsDay } from '#libs/http/schema';
import { brusselsDay, DomainError, type Day, type Uuid } from '#libs/kernel';
import { DueAnswer } from '../answers';
import { EXTENSION_REASONS, type ExtensionReason } from '../codes';
import { IsFreeText } from '../forms';
import {
  about,
  clockOf,
  event,
  requireOpen,
  sealed,
  type RequestOutcome,
  type RequestYields,
} from '../guards';
import { deadlineOfRequest, requestStreamOf, type RequestState } from '../state';

@Example({ reason: 'complexity', note: 'Five years of mail have to be gone through.' })
export class ExtendRequestBody {
  @Describe('The only two that Art. 12(3) knows; effort alone is none.')
  @IsIn(EXTENSION_REASONS)
  readonly reason!: ExtensionReason;

  @IsFreeText()
  readonly note!: string;
}

export class ExtendRequestAnswer extends DueAnswer {
  @Describe(
    'A warning: some read the two further months from the end of the first, and not three from receipt (Art. 12(3)); then ' +
      'it is due on this earlier day.',
  )
  @IsOptional()
  @IsDay()
  readonly strictDue?: Day;

  @Describe(
    'A warning: a weekend or holiday has moved the end of the first month; who reads it more strictly finds the extension ' +
      'told after this day too late.',
  )
  @IsOptional()
  @IsDay()
  readonly strictUntil?: Day;
}

/** Extends a request by two further months. */
export class ExtendRequest extends Command<RequestOutcome<'RequestExtended'>> {
  constructor(
    readonly request: Uuid,
    readonly body: ExtendRequestBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Two further months, told with reasons inside the first (Art. 12(3)); after that it is gone. */
export function decideExtend(
  state: RequestState,
  { reason, note }: ExtendRequestBody,
  { now }: Pick<DecisionContext, 'now'>,
): RequestYields<'RequestExtended'> {
  requireOpen(state);
  const deadline = deadlineOfRequest(state);
  if (!deadline) throw new DomainError('no-statutory-clock');
  if (state.extension) throw new DomainError('extension-used');
  const { extendUntil } = deadline;
  if (extendUntil !== undefined && brusselsDay(now) > extendUntil)
    throw new DomainError('extension-too-late', { until: extendUntil });
  const clock = clockOf({ ...state, extension: { reason, on: brusselsDay(now) } });
  return [event('RequestExtended', { reason, clock: clock!, ...about(state), ...sealed({ note }) })];
}

@CommandHandler(ExtendRequest)
export class ExtendRequestHandler implements ICommandHandler<ExtendRequest> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, body, context }: ExtendRequest) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: (state, given) => decideExtend(state, body, given),
    });
  }
}
