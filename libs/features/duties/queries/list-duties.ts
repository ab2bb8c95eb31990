import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Repository } from 'typeorm';
import { Catalogues, ruleOf } from '#libs/catalogue';
import { Keyset, shown, type Page, type Shown } from '#libs/database';
import type { Actor, Position } from '#libs/event-store';
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
    readonly actor: Actor,
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
    private readonly catalogues: Catalogues,
  ) {}

  async execute({ by, position, actor }: ListDuties): Promise<ListedDuties> {
    await this.freshness.of('duties', position);
    const now = this.clock.now();
    // P10: a client is shown what it may tell of.
    const only = actor.role === 'service' ? ruleOf(this.catalogues.current(now), actor.id) : undefined;
    return listDuties(this.duties, { ...by, ...(only && { only }) }, brusselsDay(now));
  }
}

export async function listDuties(
  duties: Repository<DutyRow>,
  by: Pick<ListDutiesQuery, 'status' | 'overdue' | 'recipient'> & {
    readonly only?: { readonly purposes: readonly string[]; readonly recipients: readonly string[] };
  } & Page,
  today: Day,
): Promise<ListedDuties> {
  const { status = 'open', overdue = false, recipient } = by;
  const found = duties.createQueryBuilder('d');
  // Written out: the index by recipient is of open ones alone, and a parameter does not tell which it is.
  if (status === 'open') found.andWhere(`d.status = 'open'`);
  else found.andWhere('d.status = :status', { status });
  if (recipient !== undefined) found.andWhere('d.recipient = :recipient', { recipient });
  if (by.only) found.andWhere('d.recipient = any(:recipients) and d.purpose = any(:purposes)', by.only);
  if (overdue) found.andWhere('d.due < :today', { today });
  const { rows, ...next } = await byDue.page(found, by);
  return { duties: rows.map(shown), ...next };
}
