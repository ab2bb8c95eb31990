import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { brusselsDay, type Uuid } from '#libs/kernel';
import { event, type MediationOutcome, type MediationYields } from '../guards';
import { mediationStreamOf, type MediationState } from '../state';

/** Timer: nothing of the third party is kept beyond the latest day, answered or not. */
export class LapseMediation extends Command<MediationOutcome<'MediationEnded'>> {
  constructor(
    readonly mediation: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideLapse(
  state: MediationState,
  _: unknown,
  { now }: Pick<DecisionContext, 'now'>,
): MediationYields<'MediationEnded'> {
  if (state.status !== 'open' || brusselsDay(now) <= state.latest) return [];
  return [event('MediationEnded', { outcome: 'lapsed' })];
}

@CommandHandler(LapseMediation)
export class LapseMediationHandler implements ICommandHandler<LapseMediation> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ mediation, context }: LapseMediation) {
    return this.runner.run({
      stream: mediationStreamOf(mediation),
      context,
      decide: (state, given) => decideLapse(state, undefined, given),
    });
  }
}
