import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Pool } from 'pg';
import { Catalogues } from '#libs/catalogue';
import type { Position } from '#libs/event-store';
import { Describe, IsDay, IsId, Named, Nested, PageAnswer, PageQuery } from '#libs/http/schema';
import { DomainError, type Day, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { acceptances } from '../acceptances.sql';

const STATES = ['accepted', 'outstanding'] as const;

export class ListAcceptancesQuery extends PageQuery {
  @Describe('`policy`, or `terms:be` and so on.')
  @IsString()
  @MaxLength(80)
  readonly document!: string;

  @IsString()
  @MaxLength(80)
  readonly version!: string;

  @IsIn(STATES)
  readonly state!: (typeof STATES)[number];
}

class AcceptanceInList {
  @IsId()
  readonly subject!: Uuid;

  @IsOptional()
  @IsDay()
  readonly on?: Day;
}

@Named('AcceptancePage')
export class AcceptancePage extends PageAnswer {
  @Nested(() => AcceptanceInList, { each: true })
  readonly subjects!: readonly AcceptanceInList[];
}

/** Who accepted a version of a document, or who has yet to (P02, P21). */
export class ListAcceptances extends Query<AcceptancePage> {
  constructor(
    readonly by: ListAcceptancesQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListAcceptances)
export class ListAcceptancesHandler implements IQueryHandler<ListAcceptances> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly catalogues: Catalogues,
  ) {}

  /** @throws DomainError `document-version-unknown` */
  async execute({ by, position }: ListAcceptances): Promise<AcceptancePage> {
    const { document, version, state, ...page } = by;
    const having = this.catalogues.versions
      .map(({ catalogue }) => catalogue)
      .filter(({ documents }) =>
        documents.some(each => each.document === document && each.version === version),
      );
    if (having.length === 0) throw new DomainError('document-version-unknown');
    const extension = having
      .flatMap(({ extensions }) => extensions)
      .find(({ terms }) => terms === document)?.extension;
    await this.freshness.of('records', position);
    return acceptances(this.db, { document, version, state, extension }, page);
  }
}
