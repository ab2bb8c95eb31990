import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { Describe, Example, IsId, IsTime } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { IsWords, MomentsBody } from '../forms';
import {
  breachPurpose,
  clocked,
  event,
  momentsWith,
  requireMoments,
  words,
  type BreachOutcome,
  type BreachYields,
} from '../guards';
import { breachStreamOf, type BreachState } from '../state';

@Example({
  happenedAt: '2026-11-20T06:00:00Z',
  foundAt: '2026-11-20T09:12:00Z',
  knownAt: '2026-11-20T17:20:00Z',
  description: 'An export with e-mail addresses lay open for a day.',
})
export class RecordBreachBody extends MomentsBody {
  @Describe('The first sign of it here.')
  @IsTime()
  readonly foundAt!: string;

  @IsWords()
  readonly description!: string;
}

export class RecordBreachAnswer {
  @IsId()
  readonly breach!: Uuid;
}

/** A breach, or what may be one, comes to light (Art. 33(5): any of them is documented). */
export class RecordBreach extends Command<BreachOutcome<'BreachRecorded'>> {
  constructor(
    readonly breach: Uuid,
    readonly body: RecordBreachBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** The hours run from when it is known with reasonable certainty, which may be told later. */
export function decideRecord(
  state: BreachState,
  { description, ...given }: RecordBreachBody,
  context: Pick<DecisionContext, 'now' | 'catalogue'>,
): BreachYields<'BreachRecorded'> {
  if (state.status !== 'none') return [];
  const moments = momentsWith(given);
  requireMoments(moments, context);
  const { id: purpose, basis } = breachPurpose(context.catalogue);
  return [event('BreachRecorded', { purpose, basis, ...clocked(moments), sealed: words({ description }) })];
}

@CommandHandler(RecordBreach)
export class RecordBreachHandler implements ICommandHandler<RecordBreach> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ breach, body, context }: RecordBreach) {
    return this.runner.run({
      stream: breachStreamOf(breach),
      context,
      decide: (state, given) => decideRecord(state, body, given),
    });
  }
}
