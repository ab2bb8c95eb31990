import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

/** Envelopes of sign-in addresses (P06) as the events have them, found from the register's entry by its event. */
class SignIns1767225601500 implements MigrationInterface {
  readonly name = 'SignIns1767225601500';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table sign_ins (event uuid primary key, key uuid not null, box text not null);
      alter table sign_ins alter column box set storage external;`);
    await grant(queryRunner, 'SELECT, INSERT, UPDATE, DELETE', 'sign_ins');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table sign_ins');
  }
}

export const accessMigrations = [SignIns1767225601500];
