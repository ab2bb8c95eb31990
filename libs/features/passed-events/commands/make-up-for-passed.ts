import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsArray, IsInt, IsString } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Describe, Example } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { event, required, type PassingOutcome, type PassingYields } from '../guards';
import { MissingEntries, type Made } from '../missing-entries';
import { PASSINGS, REGISTER, type PassingsState } from '../state';

@Example({})
export class MakeUpForPassedBody {}

export class MakeUpForPassedAnswer {
  @Describe('Entries that the register lacked and has now.')
  @IsInt()
  readonly entries!: number;

  @Describe(
    'Other projections that passed over the event: what it makes of them is there once they are built anew.',
  )
  @IsArray()
  @IsString({ each: true })
  readonly rebuild!: readonly string[];
}

/** What is missing is added by a program that can apply the event. */
export class MakeUpForPassed extends Command<PassingOutcome<'PassedEventMadeUp'>> {
  constructor(
    readonly passing: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * @param made what this program makes of it; undefined where it was not asked, as nothing is to be made up for
 * @throws DomainError `not-found`, `passing-not-approved`
 */
export function decideMakeUp(
  state: PassingsState,
  passing: Uuid,
  made: Made | undefined,
): PassingYields<'PassedEventMadeUp'> {
  const it = required(state, passing);
  if (it.status === 'made-up') return [];
  if (it.status !== 'approved' || !made) throw new DomainError('passing-not-approved', { status: it.status });
  const { drafts, holds, ...of } = made;
  const lacks = it.projections.includes(REGISTER);
  return [
    event('PassedEventMadeUp', {
      passing,
      event: it.event,
      eventHash: it.eventHash,
      projections: it.projections,
      ...of,
      drafts: lacks ? drafts : [],
      silences: lacks ? holds : [],
    }),
  ];
}

@CommandHandler(MakeUpForPassed)
export class MakeUpForPassedHandler implements ICommandHandler<MakeUpForPassed> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly missing: MissingEntries,
  ) {}

  execute({ passing, context }: MakeUpForPassed) {
    return this.runner.run({
      stream: PASSINGS,
      context,
      decide: async state => {
        const it = required(state, passing);
        const made = it.status === 'approved' ? await this.missing.madeBy(it) : undefined;
        return decideMakeUp(state, passing, made);
      },
      beforeAppend: ([record]) => this.missing.assertWritable(record!),
    });
  }
}
