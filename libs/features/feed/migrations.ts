import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

/** Tables that the read model writes, and nobody else. */
export const FEED_TABLES = ['feed_messages', 'webhooks'] as const;

/**
 * - `feed_messages`: what services are told of, by its place in the log (`first`, `second`: the numbers of the position).
 * - `webhooks`: where each is told; the secret in its envelope.
 * - `webhook_deliveries`: up to where each was told, and how that goes; written as it is sent. `n`: of the last message that
 *   was told of an event; `paused_until`: by the database's clock, while the receiver is down.
 * - `webhook_failures`: messages that did not arrive; `next_try` is by the database's clock, and null once it was given up.
 */
class Feed1767225604300 implements MigrationInterface {
  readonly name = 'Feed1767225604300';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table feed_messages (
        first bigint not null,
        second bigint not null,
        position text collate "C" not null,
        time timestamptz not null,
        type text collate "C" not null,
        purposes text[] not null,
        data jsonb not null,
        primary key (first, second)
      );
      create table webhooks (
        webhook uuid primary key,
        client text collate "C" not null,
        url text not null,
        event uuid not null,
        key uuid not null,
        box text not null,
        position text collate "C" not null,
        registered timestamptz not null,
        removed timestamptz
      );
      create table webhook_deliveries (
        webhook uuid primary key,
        position text collate "C" not null,
        n integer not null,
        arrived timestamptz,
        streak integer not null default 0,
        paused_until timestamptz,
        gone timestamptz
      );
      create table webhook_failures (
        webhook uuid not null,
        position text collate "C" not null,
        n integer not null,
        message uuid not null,
        type text collate "C" not null,
        tries integer not null,
        answer text not null,
        tried timestamptz not null,
        next_try timestamptz,
        primary key (webhook, message)
      );
      create index webhook_failures_next on webhook_failures (webhook, next_try) where next_try is not null;`);
    for (const table of [...FEED_TABLES, 'webhook_deliveries', 'webhook_failures'])
      await grant(queryRunner, 'SELECT, INSERT, UPDATE, DELETE', table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table feed_messages, webhooks, webhook_deliveries, webhook_failures');
  }
}

/** `retried`: when an officer last asked that what did not arrive is sent once more. */
class FeedRetries1767225604400 implements MigrationInterface {
  readonly name = 'FeedRetries1767225604400';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table webhooks add column retried timestamptz');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table webhooks drop column retried');
  }
}

/** `retried` of a failure: that of the webhook when it was last tried. Another one since: it is sent once more. */
class FeedRetried1767225604500 implements MigrationInterface {
  readonly name = 'FeedRetried1767225604500';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table webhook_failures add column retried timestamptz');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table webhook_failures drop column retried');
  }
}

export const feedMigrations = [Feed1767225604300, FeedRetries1767225604400, FeedRetried1767225604500];
