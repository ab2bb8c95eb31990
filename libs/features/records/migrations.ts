import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

/**
 * Current customer records. No value stands here in the clear: `box` is the event's envelope as it is, opened at the query.
 * - `subject_values`: one row for each envelope; `fields` names the values in it, with version, commitment and source.
 * - `subject_facts`: services, links, accepted documents, payment choice, restrictions; a link's value in its envelope.
 * - `subject_sharings`: who got what.
 */
class CustomerRecords1767225600300 implements MigrationInterface {
  readonly name = 'CustomerRecords1767225600300';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table subject_records (
        subject uuid primary key,
        kind text not null,
        policy text not null,
        version integer not null,
        registered timestamptz not null,
        updated timestamptz not null
      ) with (fillfactor = 80);

      create table subject_values (
        subject uuid not null,
        purpose_name text collate "C" not null,
        event uuid not null,
        purpose text not null,
        basis text not null,
        key uuid not null,
        box text not null,
        channel text,
        catalogue text not null,
        since timestamptz not null,
        fields jsonb not null,
        primary key (subject, purpose_name, event)
      ) with (fillfactor = 90);
      alter table subject_values alter column box set storage external;

      create table subject_facts (
        subject uuid not null,
        kind text collate "C" not null,
        id text collate "C" not null,
        data jsonb not null,
        event uuid not null,
        key uuid,
        box text,
        since timestamptz not null,
        primary key (subject, kind, id)
      );
      alter table subject_facts alter column box set storage external;

      create table subject_sharings (
        sharing uuid primary key,
        subject uuid not null,
        recipient text not null,
        instance text,
        purpose text not null,
        basis text not null,
        link uuid,
        versions jsonb not null,
        transfer_ground text,
        at timestamptz not null,
        failed text
      );
      create index subject_sharings_by_subject on subject_sharings (subject, at);
    `);
    for (const table of RECORD_TABLES) await grant(queryRunner, 'SELECT, INSERT, UPDATE, DELETE', table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table ${RECORD_TABLES.join(', ')}`);
  }
}

/** Whose data a recipient received (Art. 15(1)(c), 19), and who accepted a version of a document (P21). */
class RecordQuestions1767225601600 implements MigrationInterface {
  readonly name = 'RecordQuestions1767225601600';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create index subject_sharings_by_recipient on subject_sharings (recipient, subject, at);
      create index subject_facts_documents on subject_facts (id, subject) where kind = 'document';
      create index subject_records_by_policy on subject_records (policy, subject);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'drop index subject_sharings_by_recipient, subject_facts_documents, subject_records_by_policy',
    );
  }
}

/** `erasure`: of the whole subject, what is told of it; an erased envelope of a part is an empty `box`. */
class RecordErasures1767225600310 implements MigrationInterface {
  readonly name = 'RecordErasures1767225600310';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table subject_records add column erasure jsonb');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table subject_records drop column erasure');
  }
}

/**
 * Rows of values are added and not changed: of each field the highest version is current. Rows of before had what is
 * superseded taken out, so the records are made anew, from the first event on.
 */
class ValuesAddedOnly1767225603720 implements MigrationInterface {
  readonly name = 'ValuesAddedOnly1767225603720';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table subject_values set (fillfactor = 100)');
    await fromTheFirst(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table subject_values set (fillfactor = 90)');
    await fromTheFirst(queryRunner);
  }
}

/** Services up for renewal, by their day (P01): those that have one and do not end. */
class Renewals1767225603740 implements MigrationInterface {
  readonly name = 'Renewals1767225603740';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create index subject_facts_renewals on subject_facts ((data ->> 'renewsOn'), id)
       where kind = 'service' and data ? 'renewsOn' and not data ? 'endsOn'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index subject_facts_renewals');
  }
}

async function fromTheFirst(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`truncate ${RECORD_TABLES.join(', ')}`);
  await queryRunner.query(`delete from checkpoints where projection = 'records'`);
}

/** Tables of the customer records, written by their projection alone. */
export const RECORD_TABLES = ['subject_records', 'subject_values', 'subject_facts', 'subject_sharings'];

export const recordMigrations = [
  CustomerRecords1767225600300,
  RecordErasures1767225600310,
  RecordQuestions1767225601600,
  ValuesAddedOnly1767225603720,
  Renewals1767225603740,
];
