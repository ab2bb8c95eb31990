import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { Describe, Example, IsDay } from '#libs/http/schema';
import { brusselsDay, dayAfter, DomainError, type Day, type Uuid } from '#libs/kernel';
import { CHANNELS, type Channel } from '../codes';
import { event, requireGoingOn, type MediationOutcome, type MediationYields } from '../guards';
import { MEDIATION_AREAS } from '../texts';
import { mediationStreamOf, type MediationState } from '../state';

@Example({ channel: 'email' })
export class AnswerThirdPartyBody {
  @IsIn(CHANNELS)
  readonly channel!: Channel;
}

export class AnswerThirdPartyAnswer {
  @Describe('What is written to the third party.')
  @IsOptional()
  @IsString()
  readonly text?: string;

  @Describe('The last day on which an owner who makes contact reads what the third party gave.')
  @IsOptional()
  @IsDay()
  readonly keptUntil?: Day;
}

type Written = 'ThirdPartyAnswered' | 'MediationEnded';

/** The third party's answer, with which the matter ends, unless its owner makes contact. */
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
 * or is nobody here: neither text nor time tells which (P15). An owner who makes contact needs to know with whom: what the
 * third party gave can be read for as long as the catalogue says.
 */
export function decideAnswerThirdParty(
  state: MediationState,
  { channel }: AnswerThirdPartyBody,
  { now, catalogue, words: newest }: Pick<DecisionContext, 'now' | 'catalogue' | 'words'>,
): MediationYields<Written> {
  requireGoingOn(state);
  const today = brusselsDay(now);
  const words = newest(...MEDIATION_AREAS);
  if (state.choice === 'accepted') {
    const kept = catalogue.mediation?.kept;
    if (kept !== undefined)
      return [
        event('ThirdPartyAnswered', {
          answer: 'owner-writes',
          channel,
          keptUntil: dayAfter(today, kept),
          words,
        }),
      ];
    return [
      event('ThirdPartyAnswered', { answer: 'owner-writes', channel, words }),
      event('MediationEnded', { outcome: 'answered' }),
    ];
  }
  if (today <= state.until) throw new DomainError('answer-not-due', { from: state.until });
  if (state.told === undefined) throw new DomainError('third-party-not-told');
  return [
    event('ThirdPartyAnswered', { answer: 'neutral', channel, words }),
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
