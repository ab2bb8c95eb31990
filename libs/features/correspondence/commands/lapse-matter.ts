import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { brusselsDay, type Uuid } from '#libs/kernel';
import { event, type MatterOutcome, type MatterYields } from '../guards';
import { matterStreamOf, type MatterState } from '../state';

/** Timer: the matter's latest day is over. */
export class LapseMatter extends Command<MatterOutcome<'MatterEnded'>> {
  constructor(
    readonly matter: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** A matter that still stands ends by itself; not one that may be a request, which is answered first. */
export function decideLapse(
  state: MatterState,
  _: unknown,
  { now }: Pick<DecisionContext, 'now'>,
): MatterYields<'MatterEnded'> {
  const last = state.opened?.latest;
  if (state.status !== 'open' || state.opened?.clock) return [];
  if (last === undefined || brusselsDay(now) <= last) return [];
  return [event('MatterEnded', { outcome: 'lapsed' })];
}

@CommandHandler(LapseMatter)
export class LapseMatterHandler implements ICommandHandler<LapseMatter> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ matter, context }: LapseMatter) {
    return this.runner.run({
      stream: matterStreamOf(matter),
      context,
      decide: (state, given) => decideLapse(state, undefined, given),
    });
  }
}
