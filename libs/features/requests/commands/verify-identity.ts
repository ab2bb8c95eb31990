import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { Describe, Example } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { PROOF_WAYS, type ProofWay } from '../codes';
import { IsReceivedAt } from '../forms';
import {
  event,
  isSignedIn,
  proofCame,
  requireOpen,
  type RequestOutcome,
  type RequestYields,
} from '../guards';
import { requestStreamOf, type RequestState } from '../state';

@Example({ how: 'identity-card-seen' })
export class VerifyIdentityBody {
  @Describe('How identity was shown. What was shown is not kept (P19).')
  @IsIn(PROOF_WAYS)
  readonly how!: ProofWay;

  @IsOptional()
  @IsReceivedAt()
  readonly receivedAt?: string;
}

/** Identity was shown: that it was checked, how, when and by whom; nothing of the proof itself (P19). */
export class VerifyIdentity extends Command<RequestOutcome<'IdentityVerified'>> {
  constructor(
    readonly request: Uuid,
    readonly body: VerifyIdentityBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideVerify(
  state: RequestState,
  { how, receivedAt }: VerifyIdentityBody,
  { now }: Pick<DecisionContext, 'now'>,
): RequestYields<'IdentityVerified'> {
  requireOpen(state);
  if (isSignedIn(state) || state.identity === 'verified') return [];
  return [event('IdentityVerified', { how, ...proofCame(state, receivedAt, now) })];
}

@CommandHandler(VerifyIdentity)
export class VerifyIdentityHandler implements ICommandHandler<VerifyIdentity> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, body, context }: VerifyIdentity) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: (state, given) => decideVerify(state, body, given),
    });
  }
}
