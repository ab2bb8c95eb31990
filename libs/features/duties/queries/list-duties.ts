import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Repository } from 'typeorm';
import { Keyset, shown, type Page, type Shown } from '#libs/database';
import type { Position } from '#libs/event-store';
import { DUTY_STATUSES, type DutyStatus } from '#libs/features/subjects';
import { Describe, PageQuery } from '#libs/http/schema';
import { brusselsDay, Clock, type Day } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { DutyRow } from '../duty-row.entity';

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
    return listDuties(this.duties, by, brusselsDay(this.clock.now()));
  }
}

export async function listDuties(
  duties: Repository<DutyRow>,
  by: Pick<ListDutiesQuery, 'status' | 'overdue' | 'recipient'> & Page,
  today: Day,
): Promise<ListedDuties> {
  const { status = 'open', overdue = false, recipient } = by;
  const found = duties.createQueryBuilder('d');
  // Written out: an index is of open ones alone, and a parameter does not tell which it is.
  if (status === 'open') found.andWhere(`d.status = 'open'`);
  else found.andWhere('d.status = :status', { status });
  if (recipient !== undefined) found.andWhere('d.recipient = :recipient', { recipient });
  if (overdue) found.andWhere('d.due < :today', { today });
  const { rows, ...next } = await byDue.page(found, by);
  return { duties: rows.map(shown), ...next };
}
