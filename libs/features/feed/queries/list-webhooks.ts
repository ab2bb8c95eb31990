import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { Pool } from 'pg';
import type { Position } from '#libs/event-store';
import { Describe, IsId, IsTime, Named, Nested } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { allWebhooks, type WebhookRow } from '../deliveries.sql';

const STATES = ['standing', 'gone', 'removed'] as const;

class ListedWebhook {
  @IsId()
  readonly webhook!: Uuid;

  @IsString()
  readonly client!: string;

  @IsString()
  readonly url!: string;

  @IsTime()
  readonly registered!: string;

  @Describe('`gone`: the receiver answered 410, and nothing is sent to it any more.')
  @IsIn(STATES)
  readonly state!: (typeof STATES)[number];

  @Describe('When a message arrived last.')
  @IsOptional()
  @IsTime()
  readonly arrived?: string;

  @Describe('Messages that did not arrive and are sent again.')
  @IsInt()
  readonly waiting!: number;

  @Describe('Messages that did not arrive and are not sent again: the feed still has them.')
  @IsInt()
  readonly givenUp!: number;
}

@Named('Webhooks')
export class WebhookList {
  @Nested(() => ListedWebhook, { each: true })
  readonly webhooks!: readonly ListedWebhook[];
}

/** Where clients are told, and how that goes; the first registered first. */
export class ListWebhooks extends Query<WebhookList> {
  constructor(readonly position: Position | undefined) {
    super();
  }
}

@QueryHandler(ListWebhooks)
export class ListWebhooksHandler implements IQueryHandler<ListWebhooks> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
  ) {}

  async execute({ position }: ListWebhooks): Promise<WebhookList> {
    await this.freshness.of('feed', position);
    return { webhooks: (await allWebhooks(this.db)).map(shown) };
  }
}

function shown({ registered, removed, gone, arrived, ...rest }: WebhookRow): ListedWebhook {
  return {
    ...rest,
    registered: registered.toISOString(),
    state: removed ? 'removed' : gone ? 'gone' : 'standing',
    ...(arrived && { arrived: arrived.toISOString() }),
  };
}
