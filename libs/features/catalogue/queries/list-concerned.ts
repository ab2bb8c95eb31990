import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Pool } from 'pg';
import { Describe, IsId, Named, Nested, PageAnswer, PageQuery } from '#libs/http/schema';
import { brusselsDay, Clock, DomainError, type Uuid } from '#libs/kernel';
import { DraftEffects } from '../draft-effects';
import { aboutOf, EFFECTS, type About, type EffectCode } from '../effects';
import { concernedBy } from '../effects.sql';

export class ListConcernedQuery extends PageQuery {
  @IsIn(Object.keys(EFFECTS))
  readonly code!: EffectCode;

  @Describe('Purpose of the effect, without version number.')
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly processedFor?: string;

  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly recipient?: string;

  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly field?: string;
}

class Concerned {
  @IsId()
  readonly subject!: Uuid;
}

@Named('ConcernedPage')
export class ConcernedPage extends PageAnswer {
  @Nested(() => Concerned, { each: true })
  readonly subjects!: readonly Concerned[];
}

/** Whom one effect of a draft concerns now, by pseudonym. */
export class ListConcerned extends Query<ConcernedPage> {
  constructor(
    readonly draft: Uuid,
    readonly by: ListConcernedQuery,
  ) {
    super();
  }
}

@QueryHandler(ListConcerned)
export class ListConcernedHandler implements IQueryHandler<ListConcerned> {
  constructor(
    private readonly effects: DraftEffects,
    private readonly clock: Clock,
    private readonly db: Pool,
  ) {}

  /** @throws DomainError `not-found`, of an effect too that the draft does not have; `projection-behind` */
  async execute({ draft, by }: ListConcerned): Promise<ConcernedPage> {
    const { limit, cursor, processedFor: purpose, ...rest } = by;
    const about = { ...rest, ...(purpose !== undefined && { purpose }) };
    const effects = await this.effects.of(draft);
    const asked = effects.asked.find(each => isThat(aboutOf(each), about));
    if (!asked) throw new DomainError('not-found');
    const today = brusselsDay(this.clock.now());
    const { rows, ...next } = await concernedBy(this.db, asked, today, { limit, cursor });
    return { subjects: rows, ...next };
  }
}

function isThat(one: About, other: About): boolean {
  return (['code', 'purpose', 'recipient', 'field'] as const).every(part => one[part] === other[part]);
}
