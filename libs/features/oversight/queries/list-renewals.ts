import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString } from 'class-validator';
import { Pool } from 'pg';
import { Catalogues } from '#libs/catalogue';
import type { Position } from '#libs/event-store';
import { Describe, IsDay, IsId, IsTime, Named, Nested, PageAnswer, PageQuery } from '#libs/http/schema';
import { addDays, brusselsDay, Clock, type Day, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { renewals, type Renewal } from '../renewals.sql';

/** Days that are looked ahead where no last one is asked for. */
export const AHEAD = 30;

export class ListRenewalsQuery extends PageQuery {
  @Describe('From this day on; today where it is absent.')
  @IsOptional()
  @IsDay()
  readonly from?: Day;

  @Describe('Until this day, which is among them; 30 days after the first where it is absent.')
  @IsOptional()
  @IsDay()
  readonly to?: Day;
}

class RenewalInList implements Renewal {
  @IsId()
  readonly service!: Uuid;

  @IsId()
  readonly subject!: Uuid;

  @IsString()
  readonly type!: string;

  @IsOptional()
  @IsId()
  readonly link?: Uuid;

  @IsDay()
  readonly renewsOn!: Day;

  @Describe('The first day on which the customer may be contacted about it.')
  @IsDay()
  readonly contactFrom!: Day;

  @Describe('When they were, inside that time; absent where they were not.')
  @IsOptional()
  @IsTime()
  readonly contacted?: string;
}

@Named('RenewalPage')
export class RenewalPage extends PageAnswer {
  @Nested(() => RenewalInList, { each: true })
  readonly renewals!: readonly RenewalInList[];
}

/** Services that are up for renewal (P01), the first day first, by pseudonym. */
export class ListRenewals extends Query<RenewalPage> {
  constructor(
    readonly by: ListRenewalsQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListRenewals)
export class ListRenewalsHandler implements IQueryHandler<ListRenewals> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  async execute({ by, position }: ListRenewals): Promise<RenewalPage> {
    await this.freshness.of(['records', 'register'], position);
    const now = this.clock.now();
    const { from = brusselsDay(now), to = addDays(from, AHEAD), ...page } = by;
    const { services } = this.catalogues.current(now);
    const { renewals: found, ...next } = await renewals(this.db, { from, to }, page);
    const all = found.map(({ contacted, ...renewal }) => {
      const window = services.find(({ type }) => type === renewal.type)?.renewalWindowDays ?? 0;
      const contactFrom = addDays(renewal.renewsOn, -window);
      // A contact about an earlier renewal is none about this one.
      const inTime = contacted !== undefined && brusselsDay(new Date(contacted)) >= contactFrom;
      return { ...renewal, contactFrom, ...(inTime && { contacted }) };
    });
    return { renewals: all, ...next };
  }
}
