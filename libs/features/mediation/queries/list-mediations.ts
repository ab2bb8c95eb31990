import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Pool } from 'pg';
import type { Position } from '#libs/event-store';
import { keyAfter, pageOf, type Page, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { MEDIATION_STATUSES, type MediationStatus } from '../projection';

export class PageOfMediationsQuery {
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

export class ListMediationsQuery extends PageOfMediationsQuery {
  @IsOptional()
  @IsIn(MEDIATION_STATUSES)
  readonly status?: MediationStatus;
}

export interface ListedMediation {
  readonly mediation: Uuid;
  readonly opened: string;
  readonly until: string;
  readonly latest: string;
  readonly status: string;
  /** Pseudonym of the owner, where the name is held here. */
  readonly owner?: Uuid;
  readonly informed: boolean;
  readonly choice?: string;
  readonly outcome?: string;
}

/** Mediations by their opening, the oldest first. `owner`: those that this owner was informed of. */
export class ListMediations extends Query<{ mediations: ListedMediation[]; next?: string }> {
  constructor(
    readonly by: ListMediationsQuery & { readonly owner?: Uuid },
    readonly position: Position | undefined,
  ) {
    super();
  }
}

const LIST = `
  select mediation, opened, to_char(until, 'YYYY-MM-DD') as until, to_char(latest, 'YYYY-MM-DD') as latest,
         status, owner, informed, choice, outcome
    from mediations
   where ($1::text is null or status = $1) and ($2::uuid is null or owner = $2 and informed)
     and ($3::timestamptz is null or (opened, mediation) > ($3::timestamptz, $4::uuid))
   order by opened, mediation limit $5`;

@QueryHandler(ListMediations)
export class ListMediationsHandler implements IQueryHandler<ListMediations> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
  ) {}

  async execute({ by: { limit = 100, cursor, ...by }, position }: ListMediations) {
    await this.freshness.of('mediations', position);
    return listMediations(this.db, by, { limit, cursor });
  }
}

export async function listMediations(
  db: Pool,
  by: { readonly status?: MediationStatus | undefined; readonly owner?: Uuid },
  page: Page,
): Promise<{ mediations: ListedMediation[]; next?: string }> {
  const [opened, mediation] = keyAfter(page.cursor, 'time', 'uuid');
  const { rows } = await db.query<Omit<ListedMediation, 'opened'> & { opened: Date }>(LIST, [
    by.status,
    by.owner,
    opened,
    mediation,
    page.limit + 1,
  ]);
  const shown = pageOf(rows, page.limit, row => [row.opened.toISOString(), row.mediation]);
  const mediations = shown.rows.map(({ opened: at, ...row }) => ({
    ...(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as typeof row),
    opened: at.toISOString(),
  }));
  return { mediations, ...(shown.next !== undefined && { next: shown.next }) };
}
