import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Endings of all features are followed by one reactor: the two that there were have no checkpoint any more. */
class EndingsAreOne1767225602100 implements MigrationInterface {
  readonly name = 'EndingsAreOne1767225602100';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `delete from checkpoints where projection in ('mediation-endings', 'matter-endings')`,
    );
  }

  async down(): Promise<void> {
    // They begin anew from the log, to no effect.
    return Promise.resolve();
  }
}

export const erasureMigrations = [EndingsAreOne1767225602100];
