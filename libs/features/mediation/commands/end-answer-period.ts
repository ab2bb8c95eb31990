import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { brusselsDay, type Uuid } from '#libs/kernel';
import { event, type MediationOutcome, type MediationYields } from '../guards';
import { mediationStreamOf, type MediationState } from '../state';

/** Timer: the owner's last day is over. */
export class EndAnswerPeriod extends Command<MediationOutcome<'AnswerPeriodEnded'>> {
  constructor(
    readonly mediation: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideEndPeriod(
  state: MediationState,
  _: unknown,
  { now }: Pick<DecisionContext, 'now'>,
): MediationYields<'AnswerPeriodEnded'> {
  if (state.status !== 'open' || state.periodEnded || brusselsDay(now) <= state.until) return [];
  return [event('AnswerPeriodEnded', { until: state.until })];
}

@CommandHandler(EndAnswerPeriod)
export class EndAnswerPeriodHandler implements ICommandHandler<EndAnswerPeriod> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ mediation, context }: EndAnswerPeriod) {
    return this.runner.run({
      stream: mediationStreamOf(mediation),
      context,
      decide: (state, given) => decideEndPeriod(state, undefined, given),
    });
  }
}
