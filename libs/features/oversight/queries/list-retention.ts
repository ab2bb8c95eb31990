import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString } from 'class-validator';
import type { Position } from '#libs/event-store';
import type { Falling, RetentionRule } from '#libs/features/erasure';
import { Describe, IsDay, IsId, Named, Nested, PageAnswer, PageQuery } from '#libs/http/schema';
import { csvLine, type Day, type Uuid } from '#libs/kernel';
import { Keyset } from '#libs/database';
import { Retention, type Retained } from '../retention';

const FORMATS = ['json', 'csv'] as const;

export class ListRetentionQuery extends PageQuery {
  @Describe('The last day that is looked at, today or later.')
  @IsDay()
  readonly until!: Day;

  @Describe('`csv`: all of it, a line for each thing that falls due; `limit` and `cursor` are of JSON alone.')
  @IsOptional()
  @IsIn(FORMATS)
  readonly format?: (typeof FORMATS)[number];
}

class RetentionRuleShown implements RetentionRule {
  @Describe('The purpose, by the version that it was recorded under, whose rule it is (P21).')
  @IsOptional()
  @IsString()
  readonly purpose?: string;

  @Describe(
    'What the time is counted from; `correction`: of earlier values; `unlinked`: since there has been no domain name and no login name (P05).',
  )
  @IsString()
  readonly after!: RetentionRule['after'];

  @Describe('ISO 8601.')
  @IsString()
  readonly duration!: string;

  @IsIn(['controller', 'law'])
  readonly decidedBy!: RetentionRule['decidedBy'];
}

@Named('FallingDue')
export class FallingShown implements Falling {
  @Describe('The day on which it is erased; of what waits, the day from which it does.')
  @IsDay()
  readonly day!: Day;

  @Describe('`subject`: with all else that is not kept.')
  @IsString()
  readonly scope!: Falling['scope'];

  @IsString()
  readonly purpose!: string;

  @Describe('A month or a financial year, where it is that of one alone.')
  @IsOptional()
  @IsString()
  readonly period?: string;

  @IsOptional()
  @IsString()
  readonly field?: NonNullable<Falling['field']>;

  @Nested(() => RetentionRuleShown)
  readonly rule!: RetentionRuleShown;

  @Describe(
    'Why it is not erased: `subject-restricted` (Art. 18(2)), `transfer-under-way`, `kept-by-law` (Art. 17(3)(b)), `telling-open`: a recipient has yet to be told of a correction (Art. 19). It is tried again every day.',
  )
  @IsOptional()
  @IsString()
  readonly waits?: string;
}

class RetainedShown implements Retained {
  @IsId()
  readonly subject!: Uuid;

  @Nested(() => FallingShown, { each: true })
  readonly falling!: readonly FallingShown[];
}

@Named('RetentionPage')
export class RetentionPage extends PageAnswer {
  @Describe(
    'At most `limit`, by pseudonym; fewer where some that were looked at have nothing that falls due.',
  )
  @Nested(() => RetainedShown, { each: true })
  readonly subjects!: readonly RetainedShown[];
}

/** What falls due by a day, by pseudonym (Art. 5(1)(e)): a page of it, or all as lines of a CSV. */
export class ListRetention extends Query<RetentionPage | AsyncIterable<string>> {
  constructor(
    readonly by: ListRetentionQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

const bySubject = new Keyset<{ subject: Uuid }>({ subject: 'uuid' });

@QueryHandler(ListRetention)
export class ListRetentionHandler implements IQueryHandler<ListRetention> {
  constructor(private readonly retention: Retention) {}

  async execute({ by, position }: ListRetention): Promise<RetentionPage | AsyncIterable<string>> {
    const { until, format, limit = 100 } = by;
    await this.retention.ready(until, position);
    if (format === 'csv') return csvLines(this.retention.all(until));
    const [after] = bySubject.after(by);
    const { subjects, last } = await this.retention.page(until, { after, limit });
    return { subjects, ...(last !== undefined && { next: bySubject.cursorOf({ subject: last }) }) };
  }
}

async function* csvLines(pages: AsyncIterable<readonly Retained[]>): AsyncGenerator<string> {
  yield csvLine([
    'subject',
    'day',
    'scope',
    'purpose',
    'period',
    'field',
    'rule',
    'after',
    'duration',
    'decided by',
    'waits',
  ]);
  for await (const page of pages)
    yield page
      .flatMap(({ subject, falling }) =>
        falling.map(({ day, scope, purpose, period = '', field = '', rule, waits = '' }) =>
          csvLine([
            subject,
            day,
            scope,
            purpose,
            period,
            field,
            rule.purpose ?? '',
            rule.after,
            rule.duration,
            rule.decidedBy,
            waits,
          ]),
        ),
      )
      .join('');
}
