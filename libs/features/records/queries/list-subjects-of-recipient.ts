import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { IsInt, IsOptional, IsString, MaxLength } from 'class-validator';
import { Repository } from 'typeorm';
import { Catalogues, instanceOf } from '#libs/catalogue';
import { Keyset, shown } from '#libs/database';
import type { Position } from '#libs/event-store';
import { inPeriod, IsId, IsTime, Named, Nested, PageAnswer, PeriodQuery } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { SubjectSharing } from '../subject-sharing.entity';

export class SubjectsOfRecipientQuery extends PeriodQuery {
  /** One bank, of all that are one recipient. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly instance?: string;
}

class SubjectOfRecipient {
  @IsId()
  readonly subject!: Uuid;

  @IsInt()
  readonly sharings!: number;

  @IsTime()
  readonly first!: string;

  @IsTime()
  readonly last!: string;
}

@Named('SubjectsOfRecipient')
export class SubjectsOfRecipient extends PageAnswer {
  @Nested(() => SubjectOfRecipient, { each: true })
  readonly subjects!: readonly SubjectOfRecipient[];
}

/** Subjects of whom a recipient received data in a period, by pseudonym. What did not arrive does not count. */
export class ListSubjectsOfRecipient extends Query<SubjectsOfRecipient> {
  constructor(
    readonly recipient: string,
    readonly by: SubjectsOfRecipientQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListSubjectsOfRecipient)
export class ListSubjectsOfRecipientHandler implements IQueryHandler<ListSubjectsOfRecipient> {
  constructor(
    @InjectRepository(SubjectSharing) private readonly sharings: Repository<SubjectSharing>,
    private readonly freshness: Freshness,
    private readonly catalogues: Catalogues,
  ) {}

  /** @throws DomainError `not-found` for a recipient that no catalogue names */
  async execute({ recipient, by, position }: ListSubjectsOfRecipient): Promise<SubjectsOfRecipient> {
    const known = this.catalogues.recipient(recipient);
    if (!known) throw new DomainError('not-found');
    await this.freshness.of('records', position);
    // A bank is recorded by its id, and may be asked for by its BIC.
    const { instance } = by;
    const which = instance === undefined ? undefined : (instanceOf(known, instance)?.id ?? instance);
    return listSubjectsOfRecipient(this.sharings, recipient, { ...by, ...(which && { instance: which }) });
  }
}

interface Row {
  readonly subject: Uuid;
  readonly sharings: number;
  readonly first: Date;
  readonly last: Date;
}

const bySubject = new Keyset<Row>({ subject: 'uuid' });

export async function listSubjectsOfRecipient(
  sharings: Repository<SubjectSharing>,
  recipient: string,
  by: SubjectsOfRecipientQuery,
): Promise<SubjectsOfRecipient> {
  const { instance, from, to, ...page } = inPeriod(by);
  const found = sharings
    .createQueryBuilder('s')
    .select('s.subject', 'subject')
    .addSelect('count(*)::int', 'sharings')
    .addSelect('min(s.at)', 'first')
    .addSelect('max(s.at)', 'last')
    .where('s.recipient = :recipient and s.failed is null', { recipient })
    .groupBy('s.subject');
  if (instance !== undefined) found.andWhere('s.instance = :instance', { instance });
  if (from !== undefined) found.andWhere('s.at >= :from', { from });
  if (to !== undefined) found.andWhere('s.at < :to', { to });
  const { rows, ...next } = bySubject.cut(await bySubject.narrowed(found, page).getRawMany<Row>(), page);
  return { subjects: rows.map(shown), ...next };
}
