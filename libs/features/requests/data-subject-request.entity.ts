import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Reminder } from '#libs/deadlines';
import type { Day, Uuid } from '#libs/kernel';
import type { RequestKind } from './codes';

/** A request as officers list it, by pseudonym; no personal value is in it. */
@Entity('requests')
export class DataSubjectRequest {
  /** Of mail that is no request yet: its matter. */
  @PrimaryColumn('uuid')
  readonly request!: Uuid;

  @Column('text')
  readonly kind!: RequestKind | 'mail';

  @Column('text')
  readonly channel!: string;

  @Column('text')
  readonly requester!: string;

  @Column('uuid', { nullable: true })
  readonly subject!: Uuid | null;

  @Column('timestamptz')
  readonly received!: Date;

  @Column('timestamptz')
  readonly registered!: Date;

  @Column('text')
  readonly status!: string;

  @Column('text')
  readonly identity!: string;

  @Column('boolean')
  readonly extended!: boolean;

  /** Absent while the clock stands still, and for a question (P20). */
  @Column('date', { nullable: true })
  readonly due!: Day | null;

  /** When it would be due had the clock never stood still. */
  @Column('date', { nullable: true })
  readonly unpaused!: Day | null;

  @Column('text', { nullable: true })
  readonly outcome!: string | null;

  /** What officers were last reminded of, of the date that it is due on now. */
  @Column('text', { nullable: true })
  readonly reminded!: Reminder | null;
}
