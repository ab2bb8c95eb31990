import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day, Uuid } from '#libs/kernel';
import type { MediationStatus } from './state';

/** A mediation as officers list it: codes, days and pseudonyms only. */
@Entity('mediations')
export class Mediation {
  @PrimaryColumn('uuid')
  readonly mediation!: Uuid;

  @Column('timestamptz')
  readonly opened!: Date;

  @Column('date')
  readonly until!: Day;

  @Column('date')
  readonly latest!: Day;

  @Column('text')
  readonly status!: MediationStatus;

  /** Pseudonym of the owner, where the name is held here. */
  @Column('uuid', { nullable: true })
  readonly owner!: Uuid | null;

  @Column('boolean')
  readonly informed!: boolean;

  @Column('text', { nullable: true })
  readonly choice!: string | null;

  @Column('text', { nullable: true })
  readonly outcome!: string | null;
}
