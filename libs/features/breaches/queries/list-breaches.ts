import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { IsIn, IsOptional } from 'class-validator';
import { Repository } from 'typeorm';
import { Keyset } from '#libs/database';
import type { Position } from '#libs/event-store';
import { PageQuery } from '#libs/http/schema';
import { Clock } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import type { BreachInList, BreachPage } from '../answers';
import { BreachRow } from '../breach-row.entity';
import { statusOf, timeLeft } from '../statuses';

const WHICH = ['open', 'closed'] as const;

export class ListBreachesQuery extends PageQuery {
  @IsOptional()
  @IsIn(WHICH)
  readonly which?: (typeof WHICH)[number];
}

/** Breaches by when they were recorded, the oldest first. */
export class ListBreaches extends Query<BreachPage> {
  constructor(
    readonly by: ListBreachesQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

const byRecording = new Keyset<BreachRow>({ recorded: 'time', breach: 'uuid' });

@QueryHandler(ListBreaches)
export class ListBreachesHandler implements IQueryHandler<ListBreaches> {
  constructor(
    @InjectRepository(BreachRow) private readonly rows: Repository<BreachRow>,
    private readonly freshness: Freshness,
    private readonly clock: Clock,
  ) {}

  async execute({ by: { which, ...page }, position }: ListBreaches): Promise<BreachPage> {
    await this.freshness.of('breaches', position);
    const found = this.rows.createQueryBuilder('b');
    if (which !== undefined) found.andWhere('b.closed = :closed', { closed: which === 'closed' });
    const { rows, ...next } = await byRecording.page(found, page);
    const now = this.clock.now();
    return { breaches: rows.map(row => inList(row, now)), ...next };
  }
}

function inList(row: BreachRow, now: Date): BreachInList {
  const { breach, risk } = row;
  const due = row.due?.toISOString();
  const status = statusOf({
    closed: row.closed,
    notified: row.notified !== null,
    risk: risk ?? undefined,
    due,
  });
  return {
    breach,
    recorded: row.recorded.toISOString(),
    status,
    ...(row.happened && { happenedAt: row.happened.toISOString() }),
    foundAt: row.found.toISOString(),
    ...(row.known && { knownAt: row.known.toISOString() }),
    ...(due !== undefined && { due }),
    ...timeLeft(status, due, now),
    ...(risk && { risk }),
    ...(row.notified && { notifiedAt: row.notified.toISOString() }),
  };
}
