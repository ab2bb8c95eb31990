import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import { event, required, type PassingOutcome, type PassingYields } from '../guards';
import { StandingEvents } from '../standing-events';
import { PASSINGS, type PassingsState } from '../state';

@Example({})
export class WithdrawPassingBody {}

/** An officer takes a proposal back: the projections try the event again. */
export class WithdrawPassing extends Command<PassingOutcome<'PassingWithdrawn'>> {
  constructor(
    readonly passing: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @throws DomainError `not-found`, `passing-closed` once it is approved */
export function decideWithdraw(state: PassingsState, passing: Uuid): PassingYields<'PassingWithdrawn'> {
  const it = required(state, passing);
  if (it.status === 'withdrawn') return [];
  if (it.status !== 'proposed') throw new DomainError('passing-closed', { status: it.status });
  return [event('PassingWithdrawn', { passing, event: it.event })];
}

@CommandHandler(WithdrawPassing)
export class WithdrawPassingHandler implements ICommandHandler<WithdrawPassing> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly standing: StandingEvents,
  ) {}

  async execute({ passing, context }: WithdrawPassing) {
    const outcome = await this.runner.run({
      stream: PASSINGS,
      context,
      decide: state => decideWithdraw(state, passing),
    });
    const { state } = await this.runner.load(PASSINGS);
    this.standing.wake(required(state, passing).projections);
    return outcome;
  }
}
