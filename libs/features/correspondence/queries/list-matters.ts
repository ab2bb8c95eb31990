import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Repository } from 'typeorm';
import { Keyset, shown, type Page } from '#libs/database';
import type { Position } from '#libs/event-store';
import { PageQuery } from '#libs/http/schema';
import { Freshness } from '#libs/projections';
import type { ListedMatter, MatterPage } from '../answers';
import { Matter } from '../matter.entity';

export class ListMattersQuery extends PageQuery {
  @IsOptional()
  @IsIn(['open', 'ended'])
  readonly status?: 'open' | 'ended';

  @IsOptional()
  @IsString()
  @MaxLength(32)
  readonly mailbox?: string;
}

/** Open matters by their latest date, or ended ones, the last one first. No personal value is in it. */
export class ListMatters extends Query<MatterPage> {
  constructor(
    readonly by: ListMattersQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListMatters)
export class ListMattersHandler implements IQueryHandler<ListMatters> {
  constructor(
    @InjectRepository(Matter) private readonly matters: Repository<Matter>,
    private readonly freshness: Freshness,
  ) {}

  async execute({ by: { status = 'open', mailbox, ...page }, position }: ListMatters): Promise<MatterPage> {
    await this.freshness.of('matters', position);
    return listMatters(this.matters, { status, mailbox }, page);
  }
}

const BY = {
  open: new Keyset<Matter>({ latest: 'day', matter: 'uuid' }),
  ended: new Keyset<Matter>({ ended: 'time', matter: 'uuid' }, 'desc'),
};

export async function listMatters(
  matters: Repository<Matter>,
  { status, mailbox }: { readonly status: 'open' | 'ended'; readonly mailbox?: string | undefined },
  page: Page,
): Promise<MatterPage> {
  const found = matters.createQueryBuilder('m').where('m.status = :status', { status });
  if (mailbox !== undefined) found.andWhere('m.mailbox = :mailbox', { mailbox });
  const { rows, ...next } = await BY[status].page(found, page);
  return { matters: rows.map(listed), ...next };
}

function listed({ intoKind: kind, intoId: id, ...row }: Matter): ListedMatter {
  return { ...shown(row), ...(kind !== null && id !== null && { into: { kind, id } }) };
}
