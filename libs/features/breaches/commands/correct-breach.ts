import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { expectVersion } from '#libs/features/subjects';
import { Describe, Example, IsTime } from '#libs/http/schema';
import { canonicalText, type Uuid } from '#libs/kernel';
import { IsWords, MomentsBody } from '../forms';
import {
  clocked,
  event,
  momentsWith,
  requireMoments,
  requireOpen,
  words,
  type BreachOutcome,
  type BreachYields,
} from '../guards';
import { breachStreamOf, type BreachState } from '../state';

@Example({ knownAt: '2026-11-20T15:00:00Z', reason: 'Somebody had seen it in the logs.' })
export class CorrectBreachBody extends MomentsBody {
  @Describe('The first sign of it here.')
  @IsOptional()
  @IsTime()
  readonly foundAt?: string;

  @IsOptional()
  @IsWords()
  readonly description?: string;

  @IsWords()
  readonly reason!: string;
}

/** More, or something else, is known of a breach. */
export class CorrectBreach extends Command<BreachOutcome<'BreachCorrected'>> {
  constructor(
    readonly breach: Uuid,
    readonly body: CorrectBreachBody,
    readonly context: CommandContext,
    readonly version: number,
  ) {
    super();
  }
}

/**
 * What is left out stays as it is. Another time at which it became known is another end of the hours.
 * @param context version: of the breach that the correction was decided upon
 */
export function decideCorrect(
  state: BreachState,
  { description, reason, ...given }: CorrectBreachBody,
  context: Pick<DecisionContext, 'now' | 'catalogue'> & Pick<BreachState, 'version'>,
): BreachYields<'BreachCorrected'> {
  requireOpen(state);
  expectVersion(state, context.version);
  const moments = momentsWith(given, state.moments);
  requireMoments(moments, context);
  if (description === undefined && same(moments, state.moments)) return [];
  return [event('BreachCorrected', { ...clocked(moments), sealed: words({ reason, description }) })];
}

function same(one: object, other: object): boolean {
  return canonicalText(one) === canonicalText(other);
}

@CommandHandler(CorrectBreach)
export class CorrectBreachHandler implements ICommandHandler<CorrectBreach> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ breach, body, context, version }: CorrectBreach) {
    return this.runner.run({
      stream: breachStreamOf(breach),
      context,
      decide: (state, given) => decideCorrect(state, body, { ...given, version }),
    });
  }
}
