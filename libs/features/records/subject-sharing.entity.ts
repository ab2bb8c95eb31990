import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Uuid } from '#libs/kernel';

/** One sharing: who received which version of which fields, when and why (Art. 15(1)(c), 19). */
@Entity('subject_sharings')
export class SubjectSharing {
  @PrimaryColumn('uuid')
  readonly sharing!: Uuid;

  @Column('uuid')
  readonly subject!: Uuid;

  @Column('timestamptz')
  readonly at!: Date;

  @Column('text')
  readonly recipient!: string;

  @Column('text', { nullable: true })
  readonly instance!: string | null;

  /** Versioned id. */
  @Column('text')
  readonly purpose!: string;

  @Column('text')
  readonly basis!: string;

  @Column('text', { nullable: true })
  readonly transferGround!: string | null;

  @Column('uuid', { nullable: true })
  readonly link!: Uuid | null;

  /** Field → version that was shared. */
  @Column('jsonb')
  readonly versions!: Readonly<Record<string, number>>;

  /** Why it did not arrive. */
  @Column('text', { nullable: true })
  readonly failed!: string | null;
}
