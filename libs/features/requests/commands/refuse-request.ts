import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Describe, Example } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { REFUSAL_REASONS, type RefusalReason, type RequestKind } from '../codes';
import { IsFreeText } from '../forms';
import {
  about,
  event,
  isSignedIn,
  requireOpen,
  sealed,
  type Registered,
  type RequestOutcome,
  type RequestYields,
} from '../guards';
import { requestStreamOf, type RequestState } from '../state';

@Example({ reason: 'rights-of-others', scope: 'part', note: 'A letter names a neighbour.' })
export class RefuseRequestBody {
  @IsIn(Object.keys(REFUSAL_REASONS))
  readonly reason!: RefusalReason;

  @Describe('A refusal in part is a refusal too (Art. 12(4)).')
  @IsIn(['whole', 'part'])
  readonly scope!: 'whole' | 'part';

  @IsOptional()
  @IsFreeText()
  readonly note?: string;
}

/** Refuses a request, in whole or in part (Art. 12(4)). */
export class RefuseRequest extends Command<RequestOutcome<'RequestRefused'>> {
  constructor(
    readonly request: Uuid,
    readonly body: RefuseRequestBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** A refusal names its reason, the authority and the court (Art. 12(4)). */
export function decideRefuse(
  state: RequestState,
  { reason, scope, note }: RefuseRequestBody,
): RequestYields<'RequestRefused'> {
  requireOpen(state);
  if (!refusableFor(state, reason)) throw new DomainError('refusal-not-fitting');
  if (state.refusal?.reason === reason && state.refusal.scope === scope) return [];
  const done = Object.values(state.executions).some(({ status }) => status !== 'failed');
  if (scope === 'whole' && done) throw new DomainError('request-carried-out');
  return [
    event('RequestRefused', {
      reason,
      scope,
      authority: 'GBA/APD',
      court: 'court-of-first-instance',
      ...about(state),
      ...sealed({ note }),
    }),
  ];
}

function refusableFor(state: Registered, reason: RefusalReason): boolean {
  const kinds: readonly RequestKind[] = REFUSAL_REASONS[reason];
  if (!kinds.includes(state.kind)) return false;
  return reason !== 'identity-not-shown' || (!isSignedIn(state) && state.identity !== 'verified');
}

@CommandHandler(RefuseRequest)
export class RefuseRequestHandler implements ICommandHandler<RefuseRequest> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, body, context }: RefuseRequest) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: state => decideRefuse(state, body),
    });
  }
}
