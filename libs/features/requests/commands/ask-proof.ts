import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { Describe, Example } from '#libs/http/schema';
import { brusselsDay, DomainError, type Uuid } from '#libs/kernel';
import { PROOF_REASONS, type ProofReason } from '../codes';
import { IsFreeText } from '../forms';
import {
  about,
  clockOf,
  event,
  isSignedIn,
  requireOpen,
  sealed,
  type RequestOutcome,
  type RequestYields,
} from '../guards';
import { requestStreamOf, type RequestState } from '../state';

@Example({ reason: 'details-differ', note: 'The address is not the one that we have.' })
export class AskProofBody {
  @Describe('Why there is reasonable doubt (Art. 12(6)).')
  @IsIn(PROOF_REASONS)
  readonly reason!: ProofReason;

  @IsOptional()
  @IsFreeText()
  readonly note?: string;
}

/** Asks for proof of identity, with the reason for doubt (P19, Art. 12(6)). */
export class AskProof extends Command<RequestOutcome<'ProofAsked'>> {
  constructor(
    readonly request: Uuid,
    readonly body: AskProofBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** The clock stands still until it comes. */
export function decideAskProof(
  state: RequestState,
  { reason, note }: AskProofBody,
  { now }: Pick<DecisionContext, 'now'>,
): RequestYields<'ProofAsked'> {
  requireOpen(state);
  // Asking an identity document of somebody who signed in is out of proportion (EDPB 01/2022 §73).
  if (isSignedIn(state)) throw new DomainError('proof-not-proportionate');
  if (state.identity === 'verified') throw new DomainError('identity-verified');
  if (state.identity === 'asked') return [];
  const clock = clockOf({ ...state, pauses: [...state.pauses, { asked: brusselsDay(now) }] });
  return [event('ProofAsked', { reason, ...about(state), ...(clock && { clock }), ...sealed({ note }) })];
}

@CommandHandler(AskProof)
export class AskProofHandler implements ICommandHandler<AskProof> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, body, context }: AskProof) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: (state, given) => decideAskProof(state, body, given),
    });
  }
}
