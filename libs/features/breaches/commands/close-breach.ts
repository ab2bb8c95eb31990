import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Example } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { IsWords } from '../forms';
import {
  event,
  gaveDelayReasons,
  isLate,
  mustNotify,
  requireOpen,
  requireThere,
  words,
  type BreachOutcome,
  type BreachYields,
} from '../guards';
import { breachStreamOf, type BreachState } from '../state';

@Example({ learned: 'Exports end by themselves after a day.' })
export class CloseBreachBody {
  @IsWords()
  readonly learned!: string;
}

/** A breach is dealt with. */
export class CloseBreach extends Command<BreachOutcome<'BreachClosed'>> {
  constructor(
    readonly breach: Uuid,
    readonly body: CloseBreachBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** What Art. 33 and 34 ask for was done, and what was learned is on record. */
export function decideClose(
  state: BreachState,
  { learned }: CloseBreachBody,
  { now }: { readonly now: Date },
): BreachYields<'BreachClosed'> {
  requireThere(state);
  if (state.status === 'closed') return [];
  requireOpen(state);
  const { assessment, notifications, told, notTold } = state;
  if (!assessment) throw new DomainError('breach-not-assessed');
  if (mustNotify(state)) {
    if (!notifications.some(({ complete }) => complete)) throw new DomainError('authority-not-notified');
    // It may have turned out since that it was known earlier.
    if (isLate(state, now) && !gaveDelayReasons(state))
      throw new DomainError('delay-reasons-missing', { due: state.clock!.due });
  }
  if (assessment.risk === 'high-risk' && told.length === 0 && !notTold)
    throw new DomainError('persons-not-told');
  return [event('BreachClosed', { sealed: words({ learned }) })];
}

@CommandHandler(CloseBreach)
export class CloseBreachHandler implements ICommandHandler<CloseBreach> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ breach, body, context }: CloseBreach) {
    return this.runner.run({
      stream: breachStreamOf(breach),
      context,
      decide: (state, given) => decideClose(state, body, given),
    });
  }
}
