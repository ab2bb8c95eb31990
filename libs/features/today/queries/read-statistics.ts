import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsInt, IsOptional, IsString, Matches } from 'class-validator';
import { Pool } from 'pg';
import type { Position } from '#libs/event-store';
import { Describe, IsDay, Named, Nested } from '#libs/http/schema';
import { addDays, brusselsDay, Clock, DomainError, type Day } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { KINDS, type Kind } from '#libs/register';
import { MEASURES, statistics, type Measure } from '../statistics.sql';

/** Days that are counted where none are asked for, today among them. */
const DAYS = 30;
/** Days of a period, at most. */
const MOST_DAYS = 366;

export class ReadStatisticsQuery {
  @Describe('What is counted apart: `day`, `kind`, `recipient`, or several of them, parted by commas.')
  @IsString()
  @Matches(/^(day|kind|recipient)(,(day|kind|recipient)){0,2}$/)
  readonly by!: string;

  @IsOptional()
  @IsIn(Object.keys(KINDS))
  readonly kind?: Kind;

  @Describe('From this day on; 30 days ago where it is absent.')
  @IsOptional()
  @IsDay()
  readonly from?: Day;

  @Describe('Until this day, which is counted too; today where it is absent. At most 366 days.')
  @IsOptional()
  @IsDay()
  readonly to?: Day;
}

class StatisticsRow {
  @IsOptional()
  @IsDay()
  readonly day?: Day;

  @IsOptional()
  @IsString()
  readonly kind?: string;

  @IsOptional()
  @IsString()
  readonly recipient?: string;

  @IsInt()
  readonly entries!: number;
}

@Named('Statistics')
export class Statistics {
  @IsDay()
  readonly from!: Day;

  @IsDay()
  readonly to!: Day;

  @Nested(() => StatisticsRow, { each: true })
  readonly rows!: readonly StatisticsRow[];
}

/** How many entries of which kind the register got, by day, kind and recipient. */
export class ReadStatistics extends Query<Statistics> {
  constructor(
    readonly asked: ReadStatisticsQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(ReadStatistics)
export class ReadStatisticsHandler implements IQueryHandler<ReadStatistics> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `period-too-long` */
  async execute({ asked, position }: ReadStatistics): Promise<Statistics> {
    const to = asked.to ?? brusselsDay(this.clock.now());
    const from = asked.from ?? addDays(to, 1 - DAYS);
    if (addDays(from, MOST_DAYS) <= to) throw new DomainError('period-too-long', { days: MOST_DAYS });
    await this.freshness.of('statistics', position);
    const by = MEASURES.filter((measure): measure is Measure => asked.by.split(',').includes(measure));
    return { from, to, rows: await statistics(this.db, by, { from, to, kind: asked.kind }) };
  }
}
