import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grant } from '#libs/database';

/** Orders as officers list them: codes and days only; whom they concern is in the order itself. */
class Orders1767225601500 implements MigrationInterface {
  readonly name = 'Orders1767225601500';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table orders (
        order_id uuid primary key,
        registered timestamptz not null,
        body text collate "C" not null,
        ground text collate "C" not null,
        legitimacy text not null,
        deadline date,
        status text collate "C" not null,
        secret boolean not null,
        secret_until date
      ) with (fillfactor = 80);
      create index orders_by_registration on orders (registered, order_id);
      create index orders_by_status on orders (status, registered, order_id);
    `);
    await grant(queryRunner, 'SELECT, INSERT, UPDATE, DELETE', 'orders');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table orders');
  }
}

/**
 * Secrecy with an end was over at midnight UTC in the register; now it is by its last day in Brussels, as in the order. What
 * is hidden already follows, as a register that is built anew has it.
 */
class SecrecyEndsInBrussels1767225603100 implements MigrationInterface {
  readonly name = 'SecrecyEndsInBrussels1767225603100';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      update register_silences set until = (until at time zone 'UTC') at time zone 'Europe/Brussels'
       where isfinite(until) and until = date_trunc('day', until, 'UTC')`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      update register_silences set until = (until at time zone 'Europe/Brussels') at time zone 'UTC'
       where isfinite(until) and until = date_trunc('day', until, 'Europe/Brussels')`);
  }
}

/** Who registered an order, and so does not approve it: the list is made anew from the log. */
class OrdersRegisteredBy1767225604800 implements MigrationInterface {
  readonly name = 'OrdersRegisteredBy1767225604800';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      truncate orders;
      alter table orders add column registered_by text collate "C" not null;
      delete from checkpoints where projection = 'orders';`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table orders drop column registered_by');
  }
}

export const orderMigrations = [
  Orders1767225601500,
  SecrecyEndsInBrussels1767225603100,
  OrdersRegisteredBy1767225604800,
];
