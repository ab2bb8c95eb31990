import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { expectVersion, malformed } from '#libs/features/subjects';
import { Describe, Example } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { NOT_TOLD, type NotTold } from '../codes';
import { IsWords } from '../forms';
import { event, requireAssessed, words, type BreachOutcome, type BreachYields } from '../guards';
import { breachStreamOf, type BreachState } from '../state';

@Example({ ground: 'unintelligible', reason: 'The disk was encrypted, and its key is here.' })
export class NotTellPersonsBody {
  @Describe(
    'Art. 34(3): the data is unintelligible to whoever has it (a), measures since avert the risk (b), telling each would take a disproportionate effort (c).',
  )
  @IsIn(NOT_TOLD)
  readonly ground!: NotTold;

  @IsWords()
  readonly reason!: string;

  @Describe('Of (c): the public communication, or what is like it, by which they are told instead.')
  @IsOptional()
  @IsWords()
  readonly publicCommunication?: string;
}

/** Persons are not told of a high risk, for a reason of Art. 34(3). */
export class NotTellPersons extends Command<BreachOutcome<'PersonsNotTold'>> {
  constructor(
    readonly breach: Uuid,
    readonly body: NotTellPersonsBody,
    readonly context: CommandContext,
    readonly version: number,
  ) {
    super();
  }
}

/** @param context version: of the breach that was decided upon, in place of an earlier decision */
export function decideNotTell(
  state: BreachState,
  { ground, reason, publicCommunication }: NotTellPersonsBody,
  { version }: Pick<BreachState, 'version'>,
): BreachYields<'PersonsNotTold'> {
  requireAssessed(state);
  expectVersion(state, version);
  if (state.assessment.risk !== 'high-risk') throw new DomainError('no-high-risk');
  if ((ground === 'disproportionate') !== (publicCommunication !== undefined))
    throw malformed({ pointer: '/publicCommunication', rule: 'with-disproportionate' });
  return [event('PersonsNotTold', { ground, sealed: words({ reason, publicCommunication }) })];
}

@CommandHandler(NotTellPersons)
export class NotTellPersonsHandler implements ICommandHandler<NotTellPersons> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ breach, body, context, version }: NotTellPersons) {
    return this.runner.run({
      stream: breachStreamOf(breach),
      context,
      decide: state => decideNotTell(state, body, { version }),
    });
  }
}
