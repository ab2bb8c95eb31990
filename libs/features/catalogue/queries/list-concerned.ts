import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Pool } from 'pg';
import { Catalogues, changesBetween } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import { Describe, IsId, Named, Nested, PageAnswer, PageQuery } from '#libs/http/schema';
import { brusselsDay, Clock, DomainError, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { aboutOf, EFFECTS, effectsOf, type About, type EffectCode } from '../effects';
import { concernedBy } from '../effects.sql';
import { required } from '../guards';
import { DRAFTS } from '../state';

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
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
    private readonly freshness: Freshness,
    private readonly db: Pool,
  ) {}

  /** @throws DomainError `not-found`, of an effect too that the draft does not have; `projection-behind` */
  async execute({ draft, by }: ListConcerned): Promise<ConcernedPage> {
    const { limit, cursor, processedFor: purpose, ...rest } = by;
    const about = { ...rest, ...(purpose !== undefined && { purpose }) };
    const { state } = await this.runner.load(DRAFTS);
    const { catalogue } = required(state, draft);
    await this.catalogues.refresh();
    await this.freshness.of('records', undefined);
    const last = this.catalogues.versions.at(-1)!.catalogue;
    const effects = effectsOf(changesBetween(last, catalogue), last, catalogue);
    const asked = effects.find(each => isThat(aboutOf(each), about));
    if (!asked) throw new DomainError('not-found');
    const today = brusselsDay(this.clock.now());
    const { rows, ...next } = await concernedBy(this.db, asked, today, { limit, cursor });
    return { subjects: rows, ...next };
  }
}

function isThat(one: About, other: About): boolean {
  return (['code', 'purpose', 'recipient', 'field'] as const).every(part => one[part] === other[part]);
}
