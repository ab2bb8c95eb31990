import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Uuid } from '#libs/kernel';
import type { Risk } from './codes';

/** A breach as officers list it: times and codes only. */
@Entity('breaches')
export class BreachRow {
  @PrimaryColumn('uuid')
  readonly breach!: Uuid;

  @Column('timestamptz')
  readonly recorded!: Date;

  @Column('timestamptz', { nullable: true })
  readonly happened!: Date | null;

  @Column('timestamptz')
  readonly found!: Date;

  @Column('timestamptz', { nullable: true })
  readonly known!: Date | null;

  @Column('timestamptz', { nullable: true })
  readonly due!: Date | null;

  @Column('text', { nullable: true })
  readonly risk!: Risk | null;

  /** When the authority was told first. */
  @Column('timestamptz', { nullable: true })
  readonly notified!: Date | null;

  @Column('boolean')
  readonly closed!: boolean;
}
