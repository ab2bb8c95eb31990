import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

/** Mediations as officers list them: codes, days and pseudonyms only. */
class Mediations1767225601400 implements MigrationInterface {
  readonly name = 'Mediations1767225601400';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table mediations (
        mediation uuid primary key,
        opened timestamptz not null,
        until date not null,
        latest date not null,
        status text collate "C" not null,
        owner uuid,
        informed boolean not null default false,
        choice text,
        outcome text
      ) with (fillfactor = 80);
      create index mediations_by_opening on mediations (opened, mediation);
      create index mediations_open on mediations (opened, mediation) where status <> 'ended';
      create index mediations_of_owner on mediations (owner, opened, mediation) where informed;
    `);
    await grant(queryRunner, 'SELECT, INSERT, UPDATE, DELETE', 'mediations');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table mediations');
  }
}

export const mediationMigrations = [Mediations1767225601400];
