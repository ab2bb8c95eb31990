import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { Catalogues, FIELDS } from '#libs/catalogue';
import { CommandRunner, written, type CommandContext, type DecisionContext } from '#libs/commands';
import { isBody } from '#libs/features/orders';
import { malformed } from '#libs/features/subjects';
import { Describe, Example, IsId, IsTime, Nested } from '#libs/http/schema';
import { canonicalText, Clock, DomainError, type Uuid } from '#libs/kernel';
import { Affected, type AffectedPersons } from '../affected';
import { CountedPersons } from '../answers';
import { counted, isNarrowed, type Criteria } from '../criteria';
import type { AffectedDetermined } from '../events';
import { event, instant, requireOpen, requirePast, type BreachOutcome, type BreachYields } from '../guards';
import { breachStreamOf, type BreachState } from '../state';

/** What values are held of: fields of the vocabulary, and what links have. */
const HELD_FIELDS = [...FIELDS, 'domain', 'login', 'issuer', 'subject'] as const;

@Example({ from: '2026-11-01T00:00:00Z', to: '2026-11-20T00:00:00Z', recipient: 'accounting-office' })
export class DetermineAffectedBody {
  @Describe('From this time on.')
  @IsTime()
  readonly from!: string;

  @Describe('Before this time.')
  @IsTime()
  readonly to!: string;

  @Describe('What a person did, by pseudonym.')
  @IsOptional()
  @IsId()
  readonly actor?: Uuid;

  @Describe('What a service did, by its client id; in place of `actor`.')
  @IsOptional()
  @IsString()
  @MaxLength(128)
  @Matches(/^[A-Za-z0-9._-]+$/)
  readonly client?: string;

  @Describe('What went to a recipient of the catalogue, or to a government body.')
  @IsOptional()
  @IsString()
  @MaxLength(64)
  @Matches(/^[a-z0-9-]+$/)
  readonly recipient?: string;

  @Describe('A purpose by its versioned id, or by its name for all its versions.')
  @IsOptional()
  @IsString()
  @MaxLength(64)
  @Matches(/^[a-z0-9-]+(\/[1-9][0-9]*)?$/)
  readonly purpose?: string;

  @Describe('Any of these.')
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(HELD_FIELDS.length)
  @ArrayUnique()
  @IsIn(HELD_FIELDS, { each: true })
  readonly fields?: readonly (typeof HELD_FIELDS)[number][];

  @Describe(
    'Of the register as it was at this size, as an answer told; of all that it has, where it is left out.',
  )
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly size?: number;
}

export class DetermineAffectedAnswer {
  @Describe('By it the list is read, page by page or as CSV.')
  @IsOptional()
  @IsId()
  readonly affected?: Uuid;

  @Describe('Size of the register that it was determined of.')
  @IsOptional()
  @IsInt()
  readonly size?: number;

  @Describe('With whose data something was done.')
  @IsOptional()
  @Nested(() => CountedPersons)
  readonly touched?: CountedPersons;

  @Describe('Whose data was held; absent where only what somebody did is asked.')
  @IsOptional()
  @Nested(() => CountedPersons)
  readonly held?: CountedPersons;
}

/** What is on record, without what was asked. */
export type Determined = BreachOutcome<'AffectedDetermined'> & {
  readonly determination?: Omit<AffectedDetermined, 'criteria'>;
};

/** Whom a breach affects, by what the register says. */
export class DetermineAffected extends Command<Determined> {
  constructor(
    readonly breach: Uuid,
    readonly body: DetermineAffectedBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Recorded are criteria, size, numbers and digests: who they are follows from these for ever. The same asked again is what
 * is on record.
 * @param context found: whom the register of that size has
 */
export function decideDetermine(
  state: BreachState,
  criteria: Criteria,
  {
    id,
    now,
    size,
    found: { touched, held },
  }: Pick<DecisionContext, 'id' | 'now'> & { readonly size: number; readonly found: AffectedPersons },
): BreachYields<'AffectedDetermined'> {
  requireOpen(state);
  requireCriteria(criteria, now);
  if (determined(state, criteria, size)) return [];
  return [
    event('AffectedDetermined', {
      affected: id('affected'),
      criteria,
      size,
      touched: counted(touched),
      ...(held && { held: counted(held) }),
    }),
  ];
}

/** @throws DomainError `criteria-match-everybody`, `malformed-value` */
export function requireCriteria(criteria: Criteria, now: Date): void {
  if (!isNarrowed(criteria)) throw new DomainError('criteria-match-everybody');
  requirePast(criteria.to, '/to', now);
}

/** What is on record for these criteria and this size. */
export function determined(
  { determinations }: Pick<BreachState, 'determinations'>,
  criteria: Criteria,
  size: number | undefined,
): BreachState['determinations'][number] | undefined {
  const text = (each: Criteria): string => canonicalText(each);
  return determinations.find(each => each.size === size && text(each.criteria) === text(criteria));
}

/** The criteria of a body, with names that are known. @throws DomainError `malformed-value`, `purpose-unknown` */
export function criteriaOf(
  { from, to, actor, client, fields, recipient, purpose }: DetermineAffectedBody,
  known: Pick<Catalogues, 'purpose' | 'recipient'>,
  now: Date,
): Criteria {
  if (actor !== undefined && client !== undefined)
    throw malformed({ pointer: '/client', rule: 'in-place-of-actor' });
  if (recipient !== undefined && !known.recipient(recipient) && !isBody(recipient))
    throw malformed({ pointer: '/recipient', rule: 'recipient-of-catalogue' });
  if (purpose !== undefined && !known.purpose(purpose, now)) throw new DomainError('purpose-unknown');
  const who = actor ?? client;
  return {
    from: instant(from),
    to: instant(to),
    ...(who !== undefined && { actor: who }),
    ...(recipient !== undefined && { recipient }),
    ...(purpose !== undefined && { purpose }),
    ...(fields && { fields: [...fields].sort() }),
  };
}

@CommandHandler(DetermineAffected)
export class DetermineAffectedHandler implements ICommandHandler<DetermineAffected> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly affected: Affected,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  async execute({ breach, body, context }: DetermineAffected): Promise<Determined> {
    const criteria = criteriaOf(body, this.catalogues, this.clock.now());
    let size = body.size;
    const outcome = await this.runner.run({
      stream: breachStreamOf(breach),
      context,
      decide: async (state, given) => {
        // What is refused is not looked for.
        requireOpen(state);
        requireCriteria(criteria, given.now);
        size = await this.affected.size(body.size);
        if (determined(state, criteria, size)) return [];
        const found = await this.affected.of(criteria, size);
        return decideDetermine(state, criteria, { ...given, size, found });
      },
    });
    const on = written(outcome, 'AffectedDetermined') ?? determined(outcome.state, criteria, size);
    if (!on) return outcome;
    const { affected, touched, held } = on;
    return { ...outcome, determination: { affected, size: on.size, touched, ...(held && { held }) } };
  }
}
