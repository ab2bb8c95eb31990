import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

/** Entries of the register counted by day in Brussels, kind and recipient; an empty recipient where an entry has none. */
class Statistics1767225603200 implements MigrationInterface {
  readonly name = 'Statistics1767225603200';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table statistics (
        day date not null,
        kind text not null,
        recipient text not null,
        entries bigint not null,
        primary key (day, kind, recipient)
      ) with (fillfactor = 80);`);
    await grant(queryRunner, 'SELECT, INSERT, UPDATE, DELETE', 'statistics');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table statistics');
  }
}

export const todayMigrations = [Statistics1767225603200];
