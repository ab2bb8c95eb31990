import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { brusselsDay, type Uuid } from '#libs/kernel';
import { event, type MediationOutcome, type MediationYields } from '../guards';
import { mediationStreamOf, type MediationState } from '../state';

/** Timer: nothing of the third party is kept beyond the latest day, or the last one of an owner who makes contact. */
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
  const { status, latest } = state;
  if ((status !== 'open' && status !== 'answered') || brusselsDay(now) <= latest) return [];
  return [event('MediationEnded', { outcome: status === 'open' ? 'lapsed' : 'answered' })];
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
