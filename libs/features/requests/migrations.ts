import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

/**
 * Requests as officers and the person concerned list them: codes, days and pseudonyms only. `due` is absent while the
 * clock stands still and where there is none; such requests come last.
 */
class Requests1767225601200 implements MigrationInterface {
  readonly name = 'Requests1767225601200';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table requests (
        request uuid primary key,
        kind text collate "C" not null,
        channel text not null,
        requester text not null,
        subject uuid,
        received timestamptz not null,
        registered timestamptz not null,
        status text not null,
        identity text not null,
        extended boolean not null,
        due date,
        unpaused date,
        outcome text
      ) with (fillfactor = 80);
      create index requests_open_by_due on requests ((coalesce(due, 'infinity'::date)), request)
        where status <> 'closed';
      create index requests_by_subject on requests (subject, received, request) where subject is not null;
    `);
    await grant(queryRunner, 'SELECT, INSERT, UPDATE, DELETE', 'requests');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table requests');
  }
}

/** What officers were reminded of: the list is made anew from the log. */
class RequestReminders1767225603800 implements MigrationInterface {
  readonly name = 'RequestReminders1767225603800';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table requests add column reminded text;
      truncate requests;
      delete from checkpoints where projection = 'requests';`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table requests drop column reminded');
  }
}

export const requestMigrations = [Requests1767225601200, RequestReminders1767225603800];
