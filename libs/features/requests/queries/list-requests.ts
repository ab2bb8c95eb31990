import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Pool } from 'pg';
import type { Position } from '#libs/event-store';
import { Default, Describe, IsDay } from '#libs/http/schema';
import type { Day, Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import type { RequestPage } from '../answers';
import { REQUEST_KINDS, type RequestKind } from '../codes';
import { openRequests, requestsOf } from '../list';

export class PageOfRequestsQuery {
  @Default(100)
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(500)
  readonly limit?: number;

  @IsOptional()
  @IsString()
  @MaxLength(128)
  readonly cursor?: string;
}

export class ListRequestsQuery extends PageOfRequestsQuery {
  @IsOptional()
  @IsIn(REQUEST_KINDS)
  readonly kind?: RequestKind;

  @Describe('Due before this day.')
  @IsOptional()
  @IsDay()
  readonly dueBefore?: Day;
}

/** Open requests by due date; with `subject`, all of that subject by their receipt. No personal value is in it. */
export class ListRequests extends Query<RequestPage> {
  constructor(
    readonly by: ListRequestsQuery & { readonly subject?: Uuid },
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListRequests)
export class ListRequestsHandler implements IQueryHandler<ListRequests> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
  ) {}

  async execute({ by, position }: ListRequests): Promise<RequestPage> {
    await this.freshness.of('requests', position);
    const { limit = 100, cursor, kind, dueBefore, subject } = by;
    const page = { limit, cursor };
    return subject === undefined
      ? openRequests(this.db, { kind, dueBefore }, page)
      : requestsOf(this.db, subject, page);
  }
}
