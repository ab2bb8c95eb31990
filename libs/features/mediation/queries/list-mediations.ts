import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { IsIn, IsOptional } from 'class-validator';
import { Repository } from 'typeorm';
import { Keyset, shown, type Page, type Shown } from '#libs/database';
import type { Position } from '#libs/event-store';
import { PageQuery } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { Mediation } from '../mediation.entity';
import { MEDIATION_STATUSES, type MediationStatus } from '../state';

export class ListMediationsQuery extends PageQuery {
  @IsOptional()
  @IsIn(MEDIATION_STATUSES)
  readonly status?: MediationStatus;
}

interface ListedMediations {
  readonly mediations: Shown<Mediation>[];
  readonly next?: string;
}

/** Mediations by their opening, the oldest first. `owner`: those that this owner was informed of. */
export class ListMediations extends Query<ListedMediations> {
  constructor(
    readonly by: ListMediationsQuery & { readonly owner?: Uuid },
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListMediations)
export class ListMediationsHandler implements IQueryHandler<ListMediations> {
  constructor(
    @InjectRepository(Mediation) private readonly mediations: Repository<Mediation>,
    private readonly freshness: Freshness,
  ) {}

  async execute({ by, position }: ListMediations) {
    await this.freshness.of('mediations', position);
    return listMediations(this.mediations, by, by);
  }
}

const byOpening = new Keyset<Mediation>({ opened: 'time', mediation: 'uuid' });

export async function listMediations(
  mediations: Repository<Mediation>,
  { status, owner }: { readonly status?: MediationStatus; readonly owner?: Uuid },
  page: Page,
): Promise<ListedMediations> {
  const found = mediations.createQueryBuilder('m');
  if (status !== undefined) found.andWhere('m.status = :status', { status });
  if (owner !== undefined) found.andWhere('m.owner = :owner and m.informed', { owner });
  const { rows, ...next } = await byOpening.page(found, page);
  return { mediations: rows.map(shown), ...next };
}
