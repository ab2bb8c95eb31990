import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day, Uuid } from '#libs/kernel';
import type { OrderStatus } from './projection';

/** An order of a government body as officers list it: codes and days only (P16). */
@Entity('orders')
export class Order {
  @PrimaryColumn('uuid', { name: 'order_id' })
  readonly order!: Uuid;

  @Column('timestamptz')
  readonly registered!: Date;

  @Column('text')
  readonly body!: string;

  @Column('text')
  readonly ground!: string;

  @Column('text')
  readonly legitimacy!: string;

  @Column('date', { nullable: true })
  readonly deadline!: Day | null;

  @Column('text')
  readonly status!: OrderStatus;

  @Column('text')
  readonly registeredBy!: string;

  @Column('boolean')
  readonly secret!: boolean;

  @Column('date', { nullable: true })
  readonly secretUntil!: Day | null;
}
