import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

export const DUTY_TABLES = ['duty_marks', 'duty_terms', 'duties', 'duty_openings'] as const;

/** Duties of Art. 19 as officers list them, and what they follow from: ids, versions and catalogue names only. */
class Duties1767225602600 implements MigrationInterface {
  readonly name = 'Duties1767225602600';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table duty_marks (
        subject uuid not null,
        revision integer not null,
        mark jsonb not null,
        primary key (subject, revision)
      );
      create table duty_terms (
        catalogue text collate "C" primary key,
        within text not null
      );
      create table duties (
        duty uuid primary key,
        subject uuid not null,
        kind text collate "C" not null,
        recipient text collate "C" not null,
        instance text collate "C",
        purpose text collate "C" not null,
        link uuid,
        fields text[] not null,
        opened timestamptz not null,
        due date not null,
        status text collate "C" not null,
        until date
      ) with (fillfactor = 80);
      create index duties_open on duties (due, duty) where status = 'open';
      create index duties_open_of_recipient on duties (recipient, due, duty) where status = 'open';
      create index duties_open_of_subject on duties (subject) where status = 'open';
      create index duties_by_due on duties (due, duty);
    `);
    for (const table of ['duty_marks', 'duty_terms', 'duties'])
      await grant(queryRunner, 'SELECT, INSERT, UPDATE, DELETE', table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table duties, duty_terms, duty_marks');
  }
}

/** When duties were opened, or stood again: what services are told. The duties are made anew, from the first event on. */
class DutyOpenings1767225604200 implements MigrationInterface {
  readonly name = 'DutyOpenings1767225604200';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table duty_openings (
        first bigint not null,
        second bigint not null,
        n integer not null,
        position text collate "C" not null,
        time timestamptz not null,
        duty uuid not null,
        subject uuid not null,
        kind text collate "C" not null,
        recipient text collate "C" not null,
        instance text collate "C",
        purpose text collate "C" not null,
        link uuid,
        primary key (first, second, n)
      );
      truncate duty_marks, duty_terms, duties;
      delete from checkpoints where projection = 'duties';
    `);
    await grant(queryRunner, 'SELECT, INSERT, UPDATE, DELETE', 'duty_openings');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table duty_openings');
  }
}

/** A duty is found by its subject, and listed by what it came to: each new one costs three indexes, where it cost five. */
class DutiesByStatus1767225604600 implements MigrationInterface {
  readonly name = 'DutiesByStatus1767225604600';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop index duties_open, duties_by_due, duties_open_of_subject;
      alter table duties drop constraint duties_pkey, add primary key (subject, duty);
      create index duties_by_status on duties (status, due, duty);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop index duties_by_status;
      alter table duties drop constraint duties_pkey, add primary key (duty);
      create index duties_open on duties (due, duty) where status = 'open';
      create index duties_open_of_subject on duties (subject) where status = 'open';
      create index duties_by_due on duties (due, duty);
    `);
  }
}

export const dutyMigrations = [Duties1767225602600, DutyOpenings1767225604200, DutiesByStatus1767225604600];
