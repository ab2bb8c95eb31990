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

export const projectionMigrations = [Checkpoints1767225600100];
