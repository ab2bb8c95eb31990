import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';
import type { Position } from '#libs/event-store';
import type { Day } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { expiringByDay, type ExpiringOn } from '../outside-policy.sql';

/** How many people expire by a day, by their last day: however many there are (P05). */
export class CountExpiring extends Query<ExpiringOn[]> {
  constructor(
    readonly until: Day,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(CountExpiring)
export class CountExpiringHandler implements IQueryHandler<CountExpiring> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
  ) {}

  async execute({ until, position }: CountExpiring): Promise<ExpiringOn[]> {
    await this.freshness.of(['subject-links', 'records'], position);
    return expiringByDay(this.db, until);
  }
}
