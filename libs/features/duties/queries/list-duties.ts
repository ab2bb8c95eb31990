import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Repository } from 'typeorm';
import { Keyset, shown, type Shown } from '#libs/database';
import type { Position } from '#libs/event-store';
import { DUTY_STATUSES, type DutyStatus } from '#libs/features/subjects';
import { Describe, PageQuery } from '#libs/http/schema';
import { brusselsDay, Clock } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { DutyRow } from '../duty.entity';

export class ListDutiesQuery extends PageQuery {
  @Describe('Open ones where it is not given.')
  @IsOptional()
  @IsIn(DUTY_STATUSES)
  readonly status?: DutyStatus;

  @Describe('Those alone that are overdue.')
  @IsOptional()
  @IsBoolean()
  readonly overdue?: boolean;

  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly recipient?: string;
}

interface ListedDuties {
  readonly duties: Shown<DutyRow>[];
  readonly next?: string;
}

/** Duties to tell recipients, the first due first. */
export class ListDuties extends Query<ListedDuties> {
  constructor(
    readonly by: ListDutiesQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

const byDue = new Keyset<DutyRow>({ due: 'day', duty: 'uuid' });

@QueryHandler(ListDuties)
export class ListDutiesHandler implements IQueryHandler<ListDuties> {
  constructor(
    @InjectRepository(DutyRow) private readonly duties: Repository<DutyRow>,
    private readonly freshness: Freshness,
    private readonly clock: Clock,
  ) {}

  async execute({ by, position }: ListDuties): Promise<ListedDuties> {
    await this.freshness.of('duties', position);
    const { status = 'open', overdue = false, recipient } = by;
    const found = this.duties.createQueryBuilder('d');
    // Written out: an index is of open ones alone, and a parameter does not tell which it is.
    if (status === 'open') found.andWhere(`d.status = 'open'`);
    else found.andWhere('d.status = :status', { status });
    if (recipient !== undefined) found.andWhere('d.recipient = :recipient', { recipient });
    if (overdue) found.andWhere('d.due < :today', { today: brusselsDay(this.clock.now()) });
    const { rows, ...next } = await byDue.page(found, by);
    return { duties: rows.map(shown), ...next };
  }
}
