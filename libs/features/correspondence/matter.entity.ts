import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day, Uuid } from '#libs/kernel';

/** A matter as staff list it. No personal value is in it. */
@Entity('matters')
export class Matter {
  @PrimaryColumn('uuid')
  readonly matter!: Uuid;

  @Column('text')
  readonly mailbox!: string;

  @Column('text')
  readonly form!: string;

  @Column('timestamptz')
  readonly opened!: Date;

  @Column('date')
  readonly latest!: Day;

  @Column('text')
  readonly status!: 'open' | 'ended';

  @Column('timestamptz', { nullable: true })
  readonly ended!: Date | null;

  @Column('text', { nullable: true })
  readonly outcome!: string | null;

  /** What it went on as, such as `request`, and which. */
  @Column('text', { nullable: true })
  readonly intoKind!: string | null;

  @Column('uuid', { nullable: true })
  readonly intoId!: Uuid | null;
}
