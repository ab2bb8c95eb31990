import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

export class Checkpoints1767225600100 implements MigrationInterface {
  readonly name = 'Checkpoints1767225600100';
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table checkpoints (
        projection text primary key,
        position text,
        status text not null default 'running' check (status in ('running', 'failed', 'rebuilding')),
        failed_event uuid, failed_type text, failed_position text, failed_error text, failed_at timestamptz,
        moved_at timestamptz not null default now(),
        check ((status = 'failed') = (failed_event is not null))
      ) with (fillfactor = 50)`);
    await grant(q, 'SELECT, INSERT, UPDATE', 'checkpoints');
  }
  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table checkpoints');
  }
}

/** A projection can stand still because of the log itself, and of no event. */
class FailuresOfTheLog1767225602000 implements MigrationInterface {
  readonly name = 'FailuresOfTheLog1767225602000';
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      alter table checkpoints
        add column failed_cause text,
        drop constraint checkpoints_check,
        add constraint checkpoints_failed check ((status = 'failed') = (failed_error is not null))`);
  }
  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      update checkpoints set status = 'running', failed_error = null, failed_at = null where failed_event is null;
      alter table checkpoints
        drop constraint checkpoints_failed,
        add constraint checkpoints_check check ((status = 'failed') = (failed_event is not null)),
        drop column failed_cause`);
  }
}

/** Positions belong to one log and one copy of it. */
class ReadModelsOfOneLog1767225602300 implements MigrationInterface {
  readonly name = 'ReadModelsOfOneLog1767225602300';
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table read_models (
        one boolean primary key default true check (one), log uuid not null, mark text not null
      );
      alter table checkpoints add column last_event text`);
    await grant(q, 'SELECT, INSERT', 'read_models');
  }
  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table read_models; alter table checkpoints drop column last_event');
  }
}

export const projectionMigrations = [
  Checkpoints1767225600100,
  FailuresOfTheLog1767225602000,
  ReadModelsOfOneLog1767225602300,
];
