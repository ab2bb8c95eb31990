import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { IsOptional, IsString } from 'class-validator';
import { Repository } from 'typeorm';
import { Keyset, shown, type Page } from '#libs/database';
import { IsId, IsTime, MapOf } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { SubjectSharing } from '../subject-sharing.entity';

/** A sharing as every list of them shows it. */
export class ListedSharing {
  @IsId()
  readonly sharing!: Uuid;

  @IsTime()
  readonly at!: string;

  @IsString()
  readonly recipient!: string;

  @IsOptional()
  @IsString()
  readonly instance?: string;

  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly basis!: string;

  @IsOptional()
  @IsString()
  readonly transferGround?: string;

  @IsOptional()
  @IsId()
  readonly link?: Uuid;

  @MapOf('integer')
  readonly versions!: Readonly<Record<string, number>>;

  @IsOptional()
  @IsString()
  readonly failed?: string;
}

export interface ListedSharings {
  readonly sharings: readonly ListedSharing[];
  readonly next?: string;
}

/** Sharings of a subject's data, newest first, as far as the records have come. */
export class ListSharings extends Query<ListedSharings> {
  constructor(
    readonly subject: Uuid,
    readonly page: Page,
  ) {
    super();
  }
}

@QueryHandler(ListSharings)
export class ListSharingsHandler implements IQueryHandler<ListSharings> {
  constructor(@InjectRepository(SubjectSharing) private readonly sharings: Repository<SubjectSharing>) {}

  async execute({ subject, page }: ListSharings): Promise<ListedSharings> {
    return listSharings(this.sharings, subject, page);
  }
}

const newestFirst = new Keyset<SubjectSharing>({ at: 'time', sharing: 'uuid' }, 'desc');

export async function listSharings(
  sharings: Repository<SubjectSharing>,
  of: Uuid,
  page: Page,
): Promise<ListedSharings> {
  const found = sharings.createQueryBuilder('s').where('s.subject = :of', { of });
  const { rows, ...next } = await newestFirst.page(found, page);
  return { sharings: rows.map(({ subject: _, ...row }) => shown(row)), ...next };
}
