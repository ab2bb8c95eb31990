import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

/** Matters as staff lists them: names of mailboxes, days and ids only. */
class Matters1767225601700 implements MigrationInterface {
  readonly name = 'Matters1767225601700';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table matters (
        matter uuid primary key,
        mailbox text collate "C" not null,
        form text not null,
        opened timestamptz not null,
        latest date not null,
        status text not null,
        ended timestamptz,
        outcome text,
        into_kind text,
        into_id uuid
      ) with (fillfactor = 80);
      create index matters_open on matters (latest, matter) where status = 'open';
      create index matters_ended on matters (ended, matter) where status = 'ended';`);
    await grant(queryRunner, 'SELECT, INSERT, UPDATE, DELETE', 'matters');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table matters');
  }
}

export const matterMigrations = [Matters1767225601700];
