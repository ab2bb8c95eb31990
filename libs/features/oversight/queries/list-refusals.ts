import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Pool } from 'pg';
import type { Position } from '#libs/event-store';
import { Describe, inPeriod, Named, Nested, PageAnswer, PeriodQuery } from '#libs/http/schema';
import { Freshness } from '#libs/projections';
import { findEntries } from '#libs/register/postgres';
import { EntryInList, headOf } from '../entries';

export class ListRefusalsQuery extends PeriodQuery {
  @Describe('Purpose of the processing: a versioned id, or a name for all its versions.')
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly processedFor?: string;
}

class RefusalInList extends EntryInList {
  @IsOptional()
  @IsString()
  readonly command?: string;

  @IsOptional()
  @IsString()
  readonly reason?: string;

  @IsOptional()
  @IsString()
  readonly condition?: string;

  @IsOptional()
  @IsString()
  readonly recipient?: string;

  @IsOptional()
  @IsString({ each: true })
  readonly fields?: readonly string[];
}

@Named('RefusalPage')
export class RefusalPage extends PageAnswer {
  @Nested(() => RefusalInList, { each: true })
  readonly refusals!: readonly RefusalInList[];
}

/** Refused processing, newest first, by names of the catalogue only (P03, P04, P07, P14). */
export class ListRefusals extends Query<RefusalPage> {
  constructor(
    readonly by: ListRefusalsQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListRefusals)
export class ListRefusalsHandler implements IQueryHandler<ListRefusals> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
  ) {}

  async execute({ by, position }: ListRefusals): Promise<RefusalPage> {
    await this.freshness.of('register', position);
    const { limit = 100, cursor, processedFor, ...rest } = inPeriod(by);
    const filter = { ...rest, ...(processedFor !== undefined && { purpose: processedFor }) };
    const { entries, ...next } = await findEntries(
      this.db,
      { ...filter, kind: 'refused' },
      { limit, cursor },
    );
    const refusals = entries.map(({ entry }) => ({
      ...headOf(entry),
      ...entry.about,
      ...(entry.recipient !== undefined && { recipient: entry.recipient }),
      ...(entry.fields && { fields: Object.keys(entry.fields) }),
    }));
    return { refusals, ...next };
  }
}
