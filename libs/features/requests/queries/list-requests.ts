import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { IsIn, IsOptional } from 'class-validator';
import { Repository } from 'typeorm';
import type { Position } from '#libs/event-store';
import { Describe, IsDay, PageQuery } from '#libs/http/schema';
import type { Day, Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import type { RequestPage } from '../answers';
import { REQUEST_KINDS, type RequestKind } from '../codes';
import { DataSubjectRequest } from '../data-subject-request.entity';
import { openRequests, requestsOf } from '../list';

export class ListRequestsQuery extends PageQuery {
  @IsOptional()
  @IsIn([...REQUEST_KINDS, 'mail'])
  readonly kind?: RequestKind | 'mail';

  @Describe('Open ones, where left out.')
  @IsOptional()
  @IsIn(['open', 'closed', 'all'])
  readonly status?: 'open' | 'closed' | 'all';

  @Describe('Due before this day.')
  @IsOptional()
  @IsDay()
  readonly dueBefore?: Day;
}

/** Open requests by due date, or closed ones, or all; with `subject`, all of that subject by their receipt. No personal value is in it. */
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
    @InjectRepository(DataSubjectRequest) private readonly requests: Repository<DataSubjectRequest>,
    private readonly freshness: Freshness,
  ) {}

  async execute({
    by: { kind, status, dueBefore, subject, ...page },
    position,
  }: ListRequests): Promise<RequestPage> {
    await this.freshness.of('requests', position);
    return subject === undefined
      ? openRequests(this.requests, { kind, status, dueBefore }, page)
      : requestsOf(this.requests, subject, page);
  }
}
