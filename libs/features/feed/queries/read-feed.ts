import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsInt, IsObject, IsOptional, IsString, Max, Min } from 'class-validator';
import { Pool } from 'pg';
import { Catalogues, ruleOf } from '#libs/catalogue';
import { pause } from '#libs/database';
import { comparePositions, encodeToken, EventStore, type Position } from '#libs/event-store';
import { Default, Describe, IsId, IsTime, Named, Nested } from '#libs/http/schema';
import { Clock, type Uuid } from '#libs/kernel';
import { afterAll, BEGINNING, fedUpTo, messagesAfter, type Place } from '../feed.sql';
import { MESSAGE_TYPES, toldTo, type MessageData, type MessageType } from '../messages';

/** How often it is looked whether something has come, while somebody waits. */
const LOOK_MS = 250;

export class ReadFeedQuery {
  @Default(100)
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(500)
  readonly limit?: number;

  @Describe('Seconds to wait for a message where there is none.')
  @Default(0)
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(15)
  readonly wait?: number;
}

@Named('FeedMessage')
export class FeedMessage {
  @Describe('The same however often it is read or sent; `webhook-id` of a webhook.')
  @IsId()
  readonly id!: Uuid;

  @IsIn(MESSAGE_TYPES)
  readonly type!: MessageType;

  @Describe('When it happened.')
  @IsTime()
  readonly timestamp!: string;

  @Describe('Ids and names of the catalogue: docs/formats/feed.md. No value is in it.')
  @IsObject()
  readonly data!: MessageData;
}

@Named('Feed')
export class Feed {
  @Nested(() => FeedMessage, { each: true })
  readonly messages!: readonly FeedMessage[];

  @Describe('What to ask from the next time.')
  @IsString()
  readonly position!: string;
}

/** What a client is told of, after a position; waits for something to come. */
export class ReadFeed extends Query<Feed> {
  constructor(
    readonly asked: ReadFeedQuery,
    readonly after: Position | undefined,
    /** By its client id. */
    readonly client: string,
  ) {
    super();
  }
}

@QueryHandler(ReadFeed)
export class ReadFeedHandler implements IQueryHandler<ReadFeed> {
  constructor(
    private readonly db: Pool,
    private readonly store: EventStore,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  async execute({ asked, after, client }: ReadFeed): Promise<Feed> {
    const { limit = 100, wait = 0 } = asked;
    const until = performance.now() + wait * 1_000;
    for (let place = after === undefined ? BEGINNING : afterAll(after); ;) {
      const { messages, next } = await this.page(place, limit, client);
      if (messages.length > 0 || performance.now() >= until)
        return { messages, position: encodeToken(this.store.logId, next.position) };
      place = next;
      await pause(LOOK_MS);
    }
  }

  /** What is told of some events as a whole, and where to go on: a position is between events. */
  private async page(
    place: Place,
    limit: number,
    client: string,
  ): Promise<{ readonly messages: FeedMessage[]; readonly next: Place }> {
    const upTo = await fedUpTo(this.db);
    if (upTo === null || comparePositions(upTo, place.position) <= 0) return { messages: [], next: place };
    const rule = ruleOf(this.catalogues.current(this.clock.now()), client);
    const rows = await messagesAfter(this.db, place, upTo, limit);
    const last = rows.at(-1);
    const whole = rows.length < limit || !last;
    if (!whole) rows.push(...(await this.restOf(last)));
    const messages = rows.flatMap(({ message, type, time, ...told }) => {
      const data = toldTo(rule, told);
      return data ? [{ id: message, type, timestamp: time, data }] : [];
    });
    return { messages, next: afterAll(whole ? upTo : last.position) };
  }

  /** An event may open many duties: they are told together. */
  private restOf(last: Place): ReturnType<typeof messagesAfter> {
    return messagesAfter(this.db, last, last.position, 10_000);
  }
}
