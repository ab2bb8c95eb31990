import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import { REJECTION_REASONS, type RejectionReason } from '../codes';
import { IsReceivedAt } from '../forms';
import { event, proofCame, requireOpen, type RequestOutcome, type RequestYields } from '../guards';
import { requestStreamOf, type RequestState } from '../state';

@Example({ reason: 'unreadable' })
export class RejectProofBody {
  @IsIn(REJECTION_REASONS)
  readonly reason!: RejectionReason;

  @IsOptional()
  @IsReceivedAt()
  readonly receivedAt?: string;
}

/** What came does not show who asks: proof may be asked again, or the request refused. */
export class RejectProof extends Command<RequestOutcome<'IdentityRejected'>> {
  constructor(
    readonly request: Uuid,
    readonly body: RejectProofBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideRejectProof(
  state: RequestState,
  { reason, receivedAt }: RejectProofBody,
  { now }: Pick<DecisionContext, 'now'>,
): RequestYields<'IdentityRejected'> {
  requireOpen(state);
  if (state.identity === 'verified') throw new DomainError('identity-verified');
  if (state.identity !== 'asked') throw new DomainError('proof-not-asked');
  return [event('IdentityRejected', { reason, ...proofCame(state, receivedAt, now) })];
}

@CommandHandler(RejectProof)
export class RejectProofHandler implements ICommandHandler<RejectProof> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, body, context }: RejectProof) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: (state, given) => decideRejectProof(state, body, given),
    });
  }
}
