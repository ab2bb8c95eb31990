import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day, Uuid } from '#libs/kernel';
import type { DutyKind, DutyStatus } from '#libs/features/subjects';

/** A duty as officers list it: ids and catalogue names only. */
@Entity('duties')
export class DutyRow {
  @PrimaryColumn('uuid')
  readonly duty!: Uuid;

  @PrimaryColumn('uuid')
  readonly subject!: Uuid;

  @Column('text')
  readonly kind!: DutyKind;

  @Column('text')
  readonly recipient!: string;

  @Column('text', { nullable: true })
  readonly instance!: string | null;

  /** Without version. */
  @Column('text')
  readonly purpose!: string;

  @Column('uuid', { nullable: true })
  readonly link!: Uuid | null;

  @Column('text', { array: true })
  readonly fields!: string[];

  @Column('timestamptz')
  readonly opened!: Date;

  /** Last day on which the recipient is told in time. */
  @Column('date')
  readonly due!: Day;

  @Column('text')
  readonly status!: DutyStatus;

  /** Of an erasure: last day on which the recipient can be told. */
  @Column('date', { nullable: true })
  readonly until!: Day | null;
}
