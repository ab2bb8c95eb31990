import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { IsBoolean, IsInt, IsString } from 'class-validator';
import { Repository } from 'typeorm';
import { Keyset, type Page } from '#libs/database';
import type { Position } from '#libs/event-store';
import { IsId, IsTime, Named, Nested, PageAnswer } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { SubjectRecord } from '../subject-record.entity';

class RecordInList {
  @IsId()
  readonly subject!: Uuid;

  @IsString()
  readonly kind!: string;

  @IsInt()
  readonly version!: number;

  @IsTime()
  readonly registered!: string;

  @IsTime()
  readonly updated!: string;

  @IsBoolean()
  readonly restricted!: boolean;
}

@Named('RecordPage')
export class RecordPage extends PageAnswer {
  @Nested(() => RecordInList, { each: true })
  readonly records!: readonly RecordInList[];
}

/** Subjects that were not erased, in the order of their ids. */
export class ListRecords extends Query<RecordPage> {
  constructor(
    readonly page: Page,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListRecords)
export class ListRecordsHandler implements IQueryHandler<ListRecords> {
  constructor(
    @InjectRepository(SubjectRecord) private readonly records: Repository<SubjectRecord>,
    private readonly freshness: Freshness,
  ) {}

  async execute({ page, position }: ListRecords): Promise<RecordPage> {
    await this.freshness.of('records', position);
    return listRecords(this.records, page);
  }
}

const bySubject = new Keyset<SubjectRecord>({ subject: 'uuid' });

export async function listRecords(records: Repository<SubjectRecord>, page: Page): Promise<RecordPage> {
  const found = records.createQueryBuilder('r').where('r.erasure is null');
  const { rows, ...next } = await bySubject.page(found, page);
  return {
    records: rows.map(({ subject, kind, version, registered, updated, restricted }) => ({
      subject,
      kind,
      version,
      registered: registered.toISOString(),
      updated: updated.toISOString(),
      restricted,
    })),
    ...next,
  };
}
