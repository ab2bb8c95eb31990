import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import { CHOICES, OWNER_CHANNELS, type OwnerChannel, type OwnerChoice } from '../codes';
import { event, requireGoingOn, requireThere, type MediationOutcome, type MediationYields } from '../guards';
import { mediationStreamOf, type MediationState } from '../state';

/** What the owner sends in the application. */
@Example({ choice: 'accepted' })
export class OwnAnswerBody {
  @IsIn(CHOICES)
  readonly choice!: OwnerChoice;
}

@Example({ choice: 'accepted', channel: 'telephone' })
export class AnswerMediationBody extends OwnAnswerBody {
  @IsIn(OWNER_CHANNELS)
  readonly channel!: OwnerChannel;
}

/** The owner's choice, or another one. `by`: the owner, who answers in person. */
export class AnswerMediation extends Command<MediationOutcome<'OwnerAnswered'>> {
  constructor(
    readonly mediation: Uuid,
    readonly body: AnswerMediationBody,
    readonly context: CommandContext,
    readonly by?: Uuid,
  ) {
    super();
  }
}

/** The owner chooses freely, and may choose otherwise until the third party has its answer (P15). */
export function decideAnswer(
  state: MediationState,
  body: AnswerMediationBody,
  { by }: { readonly by?: Uuid | undefined },
): MediationYields<'OwnerAnswered'> {
  requireThere(state);
  // To anybody else, and before the owner was informed, there is no such mediation.
  if (by !== undefined && (state.owner !== by || !state.informed)) throw new DomainError('not-found');
  requireGoingOn(state);
  if (state.owner === undefined || !state.informed) throw new DomainError('owner-not-informed');
  if (state.choice === body.choice) return [];
  return [event('OwnerAnswered', { owner: state.owner, choice: body.choice, channel: body.channel })];
}

@CommandHandler(AnswerMediation)
export class AnswerMediationHandler implements ICommandHandler<AnswerMediation> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ mediation, body, context, by }: AnswerMediation) {
    return this.runner.run({
      stream: mediationStreamOf(mediation),
      context,
      decide: state => decideAnswer(state, body, { by }),
    });
  }
}
