import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsInt } from 'class-validator';
import { Pool } from 'pg';
import type { Position } from '#libs/event-store';
import { Describe, MapOf, Named, Nested } from '#libs/http/schema';
import { brusselsDay, Clock } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { countAll, COUNTED, type Counted } from '../counts.sql';

class OpenCounts implements Record<(typeof COUNTED)[number], number> {
  @IsInt()
  readonly requests!: number;

  @IsInt()
  readonly matters!: number;

  @IsInt()
  readonly mediations!: number;

  @IsInt()
  readonly orders!: number;

  @IsInt()
  readonly duties!: number;

  @IsInt()
  readonly breaches!: number;
}

@Named('Counts')
export class Counts implements Counted {
  @Describe('Registered, and not erased as a whole.')
  @IsInt()
  readonly customers!: number;

  @Describe('Running services, by type.')
  @MapOf('integer')
  readonly services!: Readonly<Record<string, number>>;

  @Describe('What is not at its end.')
  @Nested(() => OpenCounts)
  readonly open!: OpenCounts;
}

/** How many customers, services and open matters of each sort there are. */
export class ReadCounts extends Query<Counts> {
  constructor(readonly position: Position | undefined) {
    super();
  }
}

@QueryHandler(ReadCounts)
export class ReadCountsHandler implements IQueryHandler<ReadCounts> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly clock: Clock,
  ) {}

  async execute({ position }: ReadCounts): Promise<Counts> {
    await this.freshness.of(['records', ...COUNTED], position);
    return countAll(this.db, brusselsDay(this.clock.now()));
  }
}
