import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { Describe } from '#libs/http/schema';
import { brusselsDay, DomainError, type Uuid } from '#libs/kernel';
import { CHANNELS, type Channel } from '../events';
import { event, requireGoingOn, type MediationOutcome, type MediationYields } from '../guards';
import { mediationStreamOf, type MediationState } from '../state';

export class AnswerThirdPartyBody {
  @IsIn(CHANNELS)
  readonly channel!: Channel;
}

export class AnswerThirdPartyAnswer {
  @Describe('What is written to the third party.')
  @IsOptional()
  @IsString()
  readonly text?: string;
}

type Written = 'ThirdPartyAnswered' | 'MediationEnded';

/** The third party's answer, with which the matter ends. */
export class AnswerThirdParty extends Command<MediationOutcome<Written>> {
  constructor(
    readonly mediation: Uuid,
    readonly body: AnswerThirdPartyBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Unless the owner chose to make contact it is the same text on the same day, whether the owner declined, kept silent,
 * or is nobody here: neither text nor time tells which (P15).
 */
export function decideAnswerThirdParty(
  state: MediationState,
  { channel }: AnswerThirdPartyBody,
  { now }: Pick<DecisionContext, 'now'>,
): MediationYields<Written> {
  requireGoingOn(state);
  if (state.choice === 'accepted') {
    return [
      event('ThirdPartyAnswered', { answer: 'owner-writes', channel }),
      event('MediationEnded', { outcome: 'answered' }),
    ];
  }
  if (brusselsDay(now) <= state.until) throw new DomainError('answer-not-due', { from: state.until });
  if (state.told === undefined) throw new DomainError('third-party-not-told');
  return [
    event('ThirdPartyAnswered', { answer: 'neutral', channel }),
    event('MediationEnded', { outcome: 'answered' }),
  ];
}

@CommandHandler(AnswerThirdParty)
export class AnswerThirdPartyHandler implements ICommandHandler<AnswerThirdParty> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ mediation, body, context }: AnswerThirdParty) {
    return this.runner.run({
      stream: mediationStreamOf(mediation),
      context,
      decide: (state, given) => decideAnswerThirdParty(state, body, given),
    });
  }
}
