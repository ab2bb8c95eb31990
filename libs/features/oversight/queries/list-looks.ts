import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Pool } from 'pg';
import type { Position } from '#libs/event-store';
import { inPeriod, Describe, IsId, Named, Nested, PageAnswer, PeriodQuery } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { findEntries } from '#libs/register/postgres';
import { LookInList, lookOf } from '../entries';

export class ListLooksQuery extends PeriodQuery {
  @Describe("A person's pseudonym; `/v1/actors` tells whose it is.")
  @IsOptional()
  @IsId()
  readonly actor?: Uuid;

  @Describe('What a service did, by its client id.')
  @IsOptional()
  @IsString()
  @MaxLength(128)
  readonly client?: string;

  @Describe('What they looked for: a purpose by its versioned id, or by its name for all its versions.')
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly processedFor?: string;
}

@Named('LookPage')
export class LookPage extends PageAnswer {
  @Nested(() => LookInList, { each: true })
  readonly looks!: readonly LookInList[];
}

/** Who looked at whom, why and when: everybody's looks and searches, newest first, by pseudonym (P09). */
export class ListLooks extends Query<LookPage> {
  constructor(
    readonly by: ListLooksQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListLooks)
export class ListLooksHandler implements IQueryHandler<ListLooks> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
  ) {}

  async execute({ by, position }: ListLooks): Promise<LookPage> {
    await this.freshness.of('register', position);
    const { limit = 100, cursor, actor, client = actor, processedFor, ...rest } = inPeriod(by);
    const filter = {
      ...rest,
      ...(client !== undefined && { actor: client }),
      ...(processedFor !== undefined && { purpose: processedFor }),
    };
    const kinds = ['looked', 'searched'] as const;
    const { entries, ...next } = await findEntries(this.db, { ...filter, kinds }, { limit, cursor });
    return { looks: entries.map(({ entry }) => lookOf(entry)), ...next };
  }
}
