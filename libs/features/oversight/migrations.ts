import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

/** Domain and login names of each subject, counted (P05); `since`: registered, or the last link went. */
class SubjectLinks1767225601800 implements MigrationInterface {
  readonly name = 'SubjectLinks1767225601800';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table subject_links (
        subject uuid primary key,
        since timestamptz not null,
        links integer not null
      ) with (fillfactor = 80);
      create index subject_links_none on subject_links (since, subject) where links = 0;`);
    await grant(queryRunner, 'SELECT, INSERT, UPDATE, DELETE', 'subject_links');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table subject_links');
  }
}

export const oversightMigrations = [SubjectLinks1767225601800];
