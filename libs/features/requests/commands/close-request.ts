import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsBoolean, IsOptional, IsString } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import type { SubjectState } from '#libs/features/subjects';
import { Describe, Example } from '#libs/http/schema';
import { brusselsDay, dayAfter, DomainError, type Uuid } from '#libs/kernel';
import type { ClosedAs } from '../codes';
import {
  about,
  event,
  isCarriedOut,
  requestPurpose,
  requireNothingUnderWay,
  requireOpen,
  type RequestOutcome,
  type RequestYields,
} from '../guards';
import { subjectNow } from '../of-subject';
import { requestStreamOf, type RequestState } from '../state';

@Example({ withdrawn: true })
export class CloseRequestBody {
  @Describe('The person no longer asks.')
  @IsOptional()
  @IsBoolean()
  readonly withdrawn?: boolean;
}

export class CloseRequestAnswer {
  @IsOptional()
  @IsString()
  readonly closedAs?: ClosedAs;
}

/** Closes a request that was answered or withdrawn. */
export class CloseRequest extends Command<RequestOutcome<'RequestClosed'>> {
  constructor(
    readonly request: Uuid,
    readonly body: CloseRequestBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Closes what was answered (Art. 12(3), (4): the person hears of the action, or why there is none), or was withdrawn.
 * @param context subject: whose request it is, where that is known and the request is an objection
 */
export function decideClose(
  state: RequestState,
  { withdrawn = false }: CloseRequestBody,
  {
    now,
    catalogue,
    subject,
  }: Pick<DecisionContext, 'now' | 'catalogue'> & { readonly subject?: SubjectState | undefined },
): RequestYields<'RequestClosed'> {
  requireSettled(state, subject);
  if (state.status === 'closed') return [];
  requireOpen(state);
  requireNothingUnderWay(state);
  if (!withdrawn && state.status !== 'answered') throw new DomainError('request-unanswered');
  const keptUntil = dayAfter(brusselsDay(now), requestPurpose(catalogue).retention.duration);
  return [event('RequestClosed', { outcome: closedAs(state, withdrawn), keptUntil, ...about(state) })];
}

/** Processing stands still for an objection until it is decided upon, however its request ends. */
function requireSettled({ id, kind }: RequestState, subject: SubjectState | undefined): void {
  if (kind !== 'objection' || !subject) return;
  const pending = Object.values(subject.objections).some(
    ({ request, status }) => request === id && status === 'pending',
  );
  if (pending) throw new DomainError('objection-pending');
}

function closedAs(state: RequestState, withdrawn: boolean): ClosedAs {
  if (withdrawn) return 'withdrawn';
  if (isCarriedOut(state)) return state.refusal ? 'partly-refused' : 'fulfilled';
  return state.refusal ? 'refused' : 'answered';
}

@CommandHandler(CloseRequest)
export class CloseRequestHandler implements ICommandHandler<CloseRequest> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, body, context }: CloseRequest) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: async (state, given) => {
        const asked = state.kind === 'objection' ? state.subject : undefined;
        const subject = asked === undefined ? undefined : await subjectNow(this.runner, asked);
        return decideClose(state, body, { ...given, subject });
      },
    });
  }
}
