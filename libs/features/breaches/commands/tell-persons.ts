import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { malformed } from '#libs/features/subjects';
import { Describe, Example, IsId, IsTime } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { PERSON_CHANNELS, type PersonChannel } from '../codes';
import {
  event,
  instant,
  requireAssessed,
  requirePast,
  type BreachOutcome,
  type BreachYields,
} from '../guards';
import { breachStreamOf, type BreachState } from '../state';

@Example({ channel: 'letter', number: 120 })
export class TellPersonsBody {
  @Describe('When they were told; now, where it is left out.')
  @IsOptional()
  @IsTime()
  readonly at?: string;

  @IsIn(PERSON_CHANNELS)
  readonly channel!: PersonChannel;

  @Describe('How many; of a public communication nobody knows.')
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000_000_000)
  readonly number?: number;

  @Describe('Of a letter of this breach: which one.')
  @IsOptional()
  @IsId()
  readonly letter?: Uuid;
}

/** Persons were told of a breach (Art. 34(1)). */
export class TellPersons extends Command<BreachOutcome<'PersonsTold'>> {
  constructor(
    readonly breach: Uuid,
    readonly body: TellPersonsBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** They are told its nature, consequences and measures (Art. 34(2)): it was assessed before. */
export function decideTell(
  state: BreachState,
  { at: when, channel, number, letter }: TellPersonsBody,
  { now }: Pick<DecisionContext, 'now'>,
): BreachYields<'PersonsTold'> {
  requireAssessed(state);
  if (letter !== undefined && !state.letters.some(each => each.letter === letter))
    throw malformed({ pointer: '/letter', rule: 'unknown' });
  const at = instant(when ?? now.toISOString());
  requirePast(at, '/at', now);
  return [
    event('PersonsTold', {
      at,
      channel,
      ...(number !== undefined && { number }),
      ...(letter !== undefined && { letter }),
    }),
  ];
}

@CommandHandler(TellPersons)
export class TellPersonsHandler implements ICommandHandler<TellPersons> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ breach, body, context }: TellPersons) {
    return this.runner.run({
      stream: breachStreamOf(breach),
      context,
      decide: (state, given) => decideTell(state, body, given),
    });
  }
}
