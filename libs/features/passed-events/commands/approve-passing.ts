import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import { event, required, type PassingOutcome, type PassingYields } from '../guards';
import { StandingEvents, type Standstill } from '../standing-events';
import { PASSINGS, type PassingsState } from '../state';

@Example({})
export class ApprovePassingBody {}

/** A second officer decides that projections pass over the event that they stand at. */
export class ApprovePassing extends Command<PassingOutcome<'EventPassedOver'>> {
  constructor(
    readonly passing: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * @param by pseudonym of who approves; standstills: what the projections stand at, none of which goes on meanwhile
 * @throws DomainError `not-found`, `passing-closed`, `second-officer-needed`, `event-not-stood-at`
 */
export function decideApprove(
  state: PassingsState,
  id: Uuid,
  { by, standstills }: { readonly by: string; readonly standstills: readonly Standstill[] },
): PassingYields<'EventPassedOver'> {
  const it = required(state, id);
  if (it.status === 'withdrawn') throw new DomainError('passing-closed', { status: it.status });
  if (it.status !== 'proposed') return [];
  if (it.proposedBy === by) throw new DomainError('second-officer-needed');
  const stand = standstills.filter(({ event: at }) => at === it.event).map(({ projection }) => projection);
  const fine = it.projections.filter(name => !stand.includes(name));
  if (fine.length > 0) throw new DomainError('event-not-stood-at', { projections: fine });
  const { passing, event: of, type, eventHash, projections, errors, reason, proposedBy } = it;
  return [
    event('EventPassedOver', {
      passing,
      event: of,
      type,
      eventHash,
      projections,
      errors,
      reason,
      proposedBy,
    }),
  ];
}

@CommandHandler(ApprovePassing)
export class ApprovePassingHandler implements ICommandHandler<ApprovePassing> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly standing: StandingEvents,
  ) {}

  async execute({ passing, context }: ApprovePassing) {
    const { state } = await this.runner.load(PASSINGS);
    const { projections } = required(state, passing);
    const outcome = await this.standing.whileHeld(projections, standstills =>
      this.runner.run({
        stream: PASSINGS,
        context,
        decide: fresh => decideApprove(fresh, passing, { by: context.actor.id, standstills }),
      }),
    );
    this.standing.wake(projections);
    return outcome;
  }
}
