import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { Pool } from 'pg';
import { LookInList, lookOf } from '#features/oversight/entries';
import type { Position } from '#libs/event-store';
import { Describe, IsId, IsTime, Named, Nested, PageAnswer, PageQuery } from '#libs/http/schema';
import { Clock, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { lastDay, looksBehind, PEOPLE, STANDING_OUT, type StandingOut } from '../looks.sql';

export class ListStandingOutQuery extends PageQuery {
  @Describe('Why they stand out; `many`: all of this person in this role.')
  @IsIn(STANDING_OUT)
  readonly why!: StandingOut['why'];

  @Describe("The person's pseudonym; `/v1/actors` tells whose it is.")
  @IsId()
  readonly actor!: Uuid;

  @IsIn(PEOPLE)
  readonly role!: (typeof PEOPLE)[number];

  @Describe('Those of 24 hours until then: `now` of the answer that counted them; now where it is absent.')
  @IsOptional()
  @IsTime()
  readonly at?: string;
}

class LookStandingOut extends LookInList {
  @Describe('Number of its entry in the register.')
  @IsString()
  readonly n!: string;
}

@Named('StandingOutPage')
export class StandingOutPage extends PageAnswer {
  @Nested(() => LookStandingOut, { each: true })
  readonly looks!: readonly LookStandingOut[];
}

/** The looks that one number of today counts, newest first, by pseudonym (P09). */
export class ListStandingOut extends Query<StandingOutPage> {
  constructor(
    readonly by: ListStandingOutQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListStandingOut)
export class ListStandingOutHandler implements IQueryHandler<ListStandingOut> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly clock: Clock,
  ) {}

  async execute({ by, position }: ListStandingOut): Promise<StandingOutPage> {
    await this.freshness.of('register', position);
    const { at, limit, cursor, ...which } = by;
    const period = lastDay(at === undefined ? this.clock.now() : new Date(at));
    const { rows, ...next } = await looksBehind(this.db, which, period, { limit, cursor });
    return { looks: rows.map(({ n, entry }) => ({ n, ...lookOf(entry) })), ...next };
  }
}
