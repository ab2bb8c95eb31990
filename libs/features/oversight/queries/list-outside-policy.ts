import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional } from 'class-validator';
import { Pool } from 'pg';
import type { Page } from '#libs/database';
import type { Position } from '#libs/event-store';
import { IsDay, IsId, IsTime, Named, Nested, PageAnswer } from '#libs/http/schema';
import { Clock, type Day, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { outsidePolicy, type Which } from '../outside-policy.sql';

class SubjectOutsidePolicy {
  @IsId()
  readonly subject!: Uuid;

  @IsTime()
  readonly since!: string;

  @IsOptional()
  @IsDay()
  readonly until?: Day;
}

@Named('OutsidePolicyPage')
export class OutsidePolicyPage extends PageAnswer {
  @Nested(() => SubjectOutsidePolicy, { each: true })
  readonly subjects!: readonly SubjectOutsidePolicy[];
}

/** Subjects that are linked to no domain name and no login name (P05), the longest first. */
export class ListOutsidePolicy extends Query<OutsidePolicyPage> {
  constructor(
    readonly page: Page,
    readonly position: Position | undefined,
    readonly which: Which = 'all',
  ) {
    super();
  }
}

@QueryHandler(ListOutsidePolicy)
export class ListOutsidePolicyHandler implements IQueryHandler<ListOutsidePolicy> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly clock: Clock,
  ) {}

  async execute({ page, position, which }: ListOutsidePolicy): Promise<OutsidePolicyPage> {
    await this.freshness.of(['subject-links', 'records'], position);
    return outsidePolicy(this.db, this.clock.now(), page, { which });
  }
}
