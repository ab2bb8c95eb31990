import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

/** Breaches as officers list them: times and codes only. */
class Breaches1767225604000 implements MigrationInterface {
  readonly name = 'Breaches1767225604000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table breaches (
        breach uuid primary key,
        recorded timestamptz not null,
        happened timestamptz,
        found timestamptz not null,
        known timestamptz,
        due timestamptz,
        risk text collate "C",
        notified timestamptz,
        closed boolean not null default false
      );
      create index breaches_by_recording on breaches (recorded, breach);`);
    await grant(queryRunner, 'SELECT, INSERT, UPDATE, DELETE', 'breaches');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table breaches');
  }
}

export const breachMigrations = [Breaches1767225604000];
