import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { Describe, Example, IsDay } from '#libs/http/schema';
import { brusselsDay, DomainError, type Day, type Uuid } from '#libs/kernel';
import { CHANNELS, type Channel } from '../codes';
import { event, requireGoingOn, type MediationOutcome, type MediationYields } from '../guards';
import { MEDIATION_AREAS } from '../texts';
import { mediationStreamOf, type MediationState } from '../state';

@Example({ channel: 'email' })
export class TellThirdPartyBody {
  @IsIn(CHANNELS)
  readonly channel!: Channel;

  @IsOptional()
  @IsDay()
  readonly on?: Day;
}

export class TellThirdPartyAnswer {
  @Describe('What is written to the third party.')
  @IsOptional()
  @IsString()
  readonly text?: string;
}

/** The third party was told that its name is passed on. */
export class TellThirdParty extends Command<MediationOutcome<'ThirdPartyTold'>> {
  constructor(
    readonly mediation: Uuid,
    readonly body: TellThirdPartyBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Evidence that the third party knows that its name is passed on, before it is (Art. 13). */
export function decideTell(
  state: MediationState,
  body: TellThirdPartyBody,
  { now, words }: Pick<DecisionContext, 'now' | 'words'>,
): MediationYields<'ThirdPartyTold'> {
  requireGoingOn(state);
  if (state.told !== undefined) return [];
  const today = brusselsDay(now);
  const on = body.on ?? today;
  if (on > today || on < brusselsDay(new Date(state.openedAt)))
    throw new DomainError('malformed-value', { errors: [{ pointer: '/on', rule: 'day-of-the-matter' }] });
  return [event('ThirdPartyTold', { channel: body.channel, on, words: words(...MEDIATION_AREAS) })];
}

@CommandHandler(TellThirdParty)
export class TellThirdPartyHandler implements ICommandHandler<TellThirdParty> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ mediation, body, context }: TellThirdParty) {
    return this.runner.run({
      stream: mediationStreamOf(mediation),
      context,
      decide: (state, given) => decideTell(state, body, given),
    });
  }
}
