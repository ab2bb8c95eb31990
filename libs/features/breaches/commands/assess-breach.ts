import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ArrayMinSize, ArrayUnique, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { FIELDS } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { expectVersion } from '#libs/features/subjects';
import { Describe, Example } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import {
  CAUSES,
  MORE_DATA,
  NATURES,
  PERSONS,
  RISKS,
  type Cause,
  type Nature,
  type Persons,
  type Risk,
} from '../codes';
import { IsWords } from '../forms';
import { event, requireOpen, words, type BreachOutcome, type BreachYields } from '../guards';
import { breachStreamOf, type BreachState } from '../state';

/** As many as there are people. */
const MOST = 10_000_000_000;

@Example({
  natures: ['confidentiality'],
  causes: ['human-error'],
  persons: ['customers'],
  data: ['email', 'familyName'],
  numberOfPersons: 120,
  numberOfRecords: 150,
  consequences: 'Unwanted mail, and attempts to have passwords told.',
  measuresTaken: 'The export was closed and removed.',
  measuresProposed: 'Exports end by themselves after a day.',
  risk: 'high-risk',
  riskReasons: 'Addresses were copied by somebody unknown.',
})
export class AssessBreachBody {
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(NATURES, { each: true })
  readonly natures!: readonly Nature[];

  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(CAUSES, { each: true })
  readonly causes!: readonly Cause[];

  @Describe('Categories of data subjects.')
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(PERSONS, { each: true })
  readonly persons!: readonly Persons[];

  @Describe('Categories of data: fields of the catalogue, and others.')
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn([...FIELDS, ...MORE_DATA], { each: true })
  readonly data!: readonly string[];

  @Describe('Approximate, where possible.')
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MOST)
  readonly numberOfPersons?: number;

  @Describe('Records of personal data, approximate, where possible.')
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MOST)
  readonly numberOfRecords?: number;

  @IsWords()
  readonly consequences!: string;

  @IsWords()
  readonly measuresTaken!: string;

  @IsOptional()
  @IsWords()
  readonly measuresProposed?: string;

  @IsIn(RISKS)
  readonly risk!: Risk;

  @IsWords()
  readonly riskReasons!: string;
}

/** What the breach is, what it may lead to, and what is done about it (Art. 33(3)). */
export class AssessBreach extends Command<BreachOutcome<'BreachAssessed'>> {
  constructor(
    readonly breach: Uuid,
    readonly body: AssessBreachBody,
    readonly context: CommandContext,
    readonly version: number,
  ) {
    super();
  }
}

/**
 * As often as something is found; the last one stands.
 * @param context version: of the breach that was assessed
 */
export function decideAssess(
  state: BreachState,
  body: AssessBreachBody,
  { version }: Pick<BreachState, 'version'>,
): BreachYields<'BreachAssessed'> {
  requireOpen(state);
  expectVersion(state, version);
  const { consequences, measuresTaken, measuresProposed, riskReasons, ...facts } = body;
  const { natures, causes, persons, data } = facts;
  return [
    event('BreachAssessed', {
      ...facts,
      natures: [...natures].sort(),
      causes: [...causes].sort(),
      persons: [...persons].sort(),
      data: [...data].sort(),
      sealed: words({ consequences, measuresTaken, measuresProposed, riskReasons }),
    }),
  ];
}

@CommandHandler(AssessBreach)
export class AssessBreachHandler implements ICommandHandler<AssessBreach> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ breach, body, context, version }: AssessBreach) {
    return this.runner.run({
      stream: breachStreamOf(breach),
      context,
      decide: state => decideAssess(state, body, { version }),
    });
  }
}
