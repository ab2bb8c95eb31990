import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { Pool } from 'pg';
import { CommandRunner } from '#libs/commands';
import { encodeToken, EventStore } from '#libs/event-store';
import { Describe, IsId, IsTime, Named, Nested } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { failuresOf } from '../deliveries.sql';
import { MESSAGE_TYPES, type MessageType } from '../messages';
import { webhookStreamOf } from '../state';

/** The latest of those that failed; the feed has all. */
const SHOWN = 500;

class FailedMessage {
  @IsId()
  readonly message!: Uuid;

  @IsIn(MESSAGE_TYPES)
  readonly type!: MessageType;

  @Describe('Of its event: what comes before it in the feed is before this.')
  @IsString()
  readonly position!: string;

  @Describe('How often it was sent.')
  @IsInt()
  readonly tries!: number;

  @Describe(
    'What came of the last try: a status, or `timeout`, `unreachable`, `certificate`, `no-answer`, `address-not-allowed`.',
  )
  @IsString()
  readonly answer!: string;

  @IsTime()
  readonly tried!: string;

  @Describe('When it is sent again; absent once it was given up.')
  @IsOptional()
  @IsTime()
  readonly next?: string;
}

@Named('WebhookFailures')
export class FailureList {
  @Nested(() => FailedMessage, { each: true })
  readonly failures!: readonly FailedMessage[];
}

/** Messages that did not arrive at a webhook, the latest tried first. */
export class ListFailures extends Query<FailureList> {
  constructor(readonly webhook: Uuid) {
    super();
  }
}

@QueryHandler(ListFailures)
export class ListFailuresHandler implements IQueryHandler<ListFailures> {
  constructor(
    private readonly db: Pool,
    private readonly store: EventStore,
    private readonly runner: CommandRunner,
  ) {}

  /** @throws DomainError `not-found`: of a webhook that there is not, nobody is told that all arrived */
  async execute({ webhook }: ListFailures): Promise<FailureList> {
    const { state } = await this.runner.load(webhookStreamOf(webhook));
    if (!state) throw new DomainError('not-found');
    const rows = await failuresOf(this.db, webhook, SHOWN);
    const failures = rows.map(({ position, tried, next, ...rest }) => ({
      ...rest,
      position: encodeToken(this.store.logId, position),
      tried: tried.toISOString(),
      ...(next && { next: next.toISOString() }),
    }));
    return { failures };
  }
}
